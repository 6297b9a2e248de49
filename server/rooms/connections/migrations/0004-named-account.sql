-- Undo: the view as 0003 has it.
-- Apart from the id: where a provider's events name the account otherwise, an id that reads the same is nobody's.
create or replace view connections.v_connection with (security_invoker = true) as
  select id, customer_id, side_id, app_id, provider, name, state, scopes, coalesce(event_account, account_id) as event_account, event_account as named_account
  from connections.connection;
