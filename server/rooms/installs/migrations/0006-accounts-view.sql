-- Undo: drop view installs.v_account;
-- Which connections an installation uses, for higher rooms.
create view installs.v_account with (security_invoker = true) as select installation_id, customer_id, name, connection_id from installs.account;
grant select on installs.v_account to stoa_app, stoa_wide;
