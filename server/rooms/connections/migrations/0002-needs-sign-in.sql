-- Undo: drop view connections.v_needs_sign_in; drop index connections.connection_needs;
-- What a host's people may know of its customers' connections: that somebody must sign in again, never with what account.
create index connection_needs on connections.connection (side_id, customer_id) where state = 'needs_reauth';
create view connections.v_needs_sign_in as
  select id, side_id, customer_id, provider, since from connections.connection where state = 'needs_reauth' and side_id = base.side_id();
grant select on connections.v_needs_sign_in to stoa_app, stoa_wide;
