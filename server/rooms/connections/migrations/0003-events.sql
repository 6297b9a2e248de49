-- Undo: drop table connections.signing_secret; drop index connections.connection_account; alter table connections.connection drop column event_account; (and the view as before)
-- What a provider signs its events with, entered with the app; two while one takes the place of another.
create table connections.signing_secret (
  id uuid primary key,
  app_id uuid not null references connections.app,
  side_id uuid,
  publisher_id uuid,
  -- Of the room trust, owned by the side or publisher.
  secret_id uuid not null,
  created_at timestamptz not null,
  check (num_nonnulls(side_id, publisher_id) = 1)
);
create index signing_secret_app on connections.signing_secret (app_id, id);
call base.guard('connections.signing_secret', 'side_id = base.side_id() or publisher_id = base.publisher_id()');

-- How a provider's events name the account, where that is not its id.
alter table connections.connection add column event_account text;
update connections.connection set event_account = fields ->> 'shop' where provider = 'shopify';
create index connection_account on connections.connection (coalesce(event_account, account_id), provider) where state = 'connected';

create or replace view connections.v_connection with (security_invoker = true) as
  select id, customer_id, side_id, app_id, provider, name, state, scopes, coalesce(event_account, account_id) as event_account from connections.connection;
