-- Undo: drop schema connections cascade.
create schema connections authorization stoa_owner;
grant usage on schema connections to stoa_app, stoa_wide;

-- How a host's side, or a publisher, is known at a provider; or a provider they describe themselves.
create table connections.app (
  id uuid primary key,
  side_id uuid references identity.side,
  publisher_id uuid references identity.publisher,
  provider text not null,
  -- Null: the catalogue's.
  definition jsonb,
  client_id text,
  -- Of the room trust, owned by the side or publisher.
  secret_id uuid,
  tested_at timestamptz,
  test_error text,
  rotated_at timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null,
  removed_at timestamptz,
  check (num_nonnulls(side_id, publisher_id) = 1)
);
create unique index app_side on connections.app (side_id, provider) where removed_at is null;
create unique index app_publisher on connections.app (publisher_id, provider) where removed_at is null;
call base.guard('connections.app', 'side_id = base.side_id() or publisher_id = base.publisher_id()');

-- Which providers can be connected where, and no more: read by whoever must know before a listing is shown.
create view connections.v_app as
  select id, side_id, publisher_id, provider, definition, client_id is not null as has_client from connections.app where removed_at is null;
grant select on connections.v_app to stoa_app, stoa_wide;

create table connections.connection (
  id uuid primary key,
  customer_id uuid not null,
  side_id uuid not null,
  -- Null for a provider of the catalogue that needs no app.
  app_id uuid references connections.app,
  provider text not null,
  name text not null,
  account_id text,
  account_name text,
  -- What is no secret: what was asked for, and what later addresses need of the provider's answers.
  fields jsonb not null default '{}',
  scopes text[] not null default '{}',
  state text not null check (state in ('connected', 'needs_reauth', 'disconnecting', 'disconnected')),
  -- Of the room trust, owned by the customer: tokens or keys as JSON.
  secret_id uuid,
  -- Raised with each new credential: whoever read an older one has lost nothing but time.
  credential_version bigint not null default 1,
  expires_at timestamptz,
  refresh_due_at timestamptz,
  refreshed_at timestamptz,
  -- One refresher at a time, by the database's clock.
  lease_id uuid,
  lease_until timestamptz not null default '-infinity',
  failures int not null default 0,
  cool_until timestamptz,
  last_error text,
  reason text,
  since timestamptz,
  tested_at timestamptz,
  test_error text,
  used_at timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null,
  ended_at timestamptz,
  foreign key (customer_id, side_id) references identity.customer (id, side_id),
  unique (id, customer_id)
);
create index connection_customer on connections.connection (customer_id, id);
create index connection_due on connections.connection (refresh_due_at) where state = 'connected' and refresh_due_at is not null;
create index connection_leaving on connections.connection (refresh_due_at) where state = 'disconnecting';
call base.guard('connections.connection', 'customer_id = base.customer_id()');

-- What a customer is told, once for each time a connection stops working.
create table connections.notice (
  id uuid primary key,
  customer_id uuid not null,
  connection_id uuid not null,
  text text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  foreign key (connection_id, customer_id) references connections.connection (id, customer_id)
);
create unique index notice_open on connections.notice (connection_id) where ended_at is null;
create index notice_customer on connections.notice (customer_id, id);
call base.guard('connections.notice', 'customer_id = base.customer_id()');

-- One try to connect an account, in a window, by a link for a colleague, or by a code typed at the provider.
create table connections.attempt (
  id uuid primary key,
  customer_id uuid not null,
  side_id uuid not null,
  provider text not null,
  app_id uuid references connections.app,
  connection_id uuid,
  listing_id uuid,
  name text,
  way text not null check (way in ('window', 'link', 'device')),
  scopes text[] not null default '{}',
  fields jsonb not null default '{}',
  state text not null check (state in ('open', 'begun', 'done', 'failed')),
  error text,
  code_hash bytea not null unique,
  state_hash bytea unique,
  -- Of a cookie: the browser that began is the one that may come back.
  browser_hash bytea,
  -- PKCE verifier or device code, sealed with the deployment key.
  sealed bytea,
  poll_due_at timestamptz,
  tries int not null default 0,
  actor_kind text not null,
  actor_id uuid,
  result_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (customer_id, side_id) references identity.customer (id, side_id),
  foreign key (connection_id, customer_id) references connections.connection (id, customer_id)
);
create index attempt_customer on connections.attempt (customer_id, id);
create index attempt_expires on connections.attempt (expires_at);
call base.guard('connections.attempt', 'customer_id = base.customer_id()');

create view connections.v_connection with (security_invoker = true) as
  select id, customer_id, side_id, app_id, provider, name, state, scopes from connections.connection;
grant select on connections.v_connection to stoa_app, stoa_wide;
