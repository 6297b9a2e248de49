-- Undo: drop view identity.v_token;
-- What programs are called, to whoever may see their tokens.
create view identity.v_token with (security_invoker = true) as select id, name from identity.token;
grant select on identity.v_token to stoa_app, stoa_wide;
