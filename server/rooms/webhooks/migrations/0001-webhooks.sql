-- Undo: drop schema webhooks cascade.
create schema webhooks authorization stoa_owner;
grant usage on schema webhooks to stoa_app, stoa_wide;

-- An address of a host's server that is told what happens at one side.
create table webhooks.endpoint (
  id uuid primary key,
  side_id uuid not null references identity.side,
  url text not null,
  name text not null check (length(name) between 1 and 80),
  -- Types it is told; none named means all.
  events text[] not null default '{}',
  state text not null default 'on' check (state in ('on', 'off')),
  -- Signing secrets, rows of trust: the one in use, and the one before it for as long as it signs too.
  secret_id uuid not null,
  previous_secret_id uuid,
  previous_until timestamptz,
  failing_since timestamptz,
  last_ok_at timestamptz,
  error text,
  version bigint not null default 1,
  created_at timestamptz not null,
  removed_at timestamptz,
  unique (id, side_id)
);
create index endpoint_side on webhooks.endpoint (side_id) where removed_at is null;
call base.guard('webhooks.endpoint', 'side_id = base.side_id()');

-- One event as it is sent, byte for byte, to each endpoint; its id is that of the fact it tells, so it is written once.
create table webhooks.message (
  id uuid primary key,
  side_id uuid not null,
  type text not null,
  subject uuid not null,
  body text not null,
  at timestamptz not null,
  unique (id, side_id)
);
create index message_at on webhooks.message (at);
call base.guard('webhooks.message', 'side_id = base.side_id()');

create table webhooks.delivery (
  id uuid primary key,
  side_id uuid not null,
  endpoint_id uuid not null,
  message_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  -- Since it was last asked for; fences whoever sends it.
  attempts int not null default 0,
  tries int not null default 0,
  due_at timestamptz not null,
  status int,
  error text,
  answered_ms int,
  tried_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null,
  unique (message_id, endpoint_id),
  foreign key (endpoint_id, side_id) references webhooks.endpoint (id, side_id),
  foreign key (message_id, side_id) references webhooks.message (id, side_id) on delete cascade
);
create index delivery_due on webhooks.delivery (endpoint_id, due_at) where state = 'waiting';
create index delivery_side on webhooks.delivery (side_id, id);
call base.guard('webhooks.delivery', 'side_id = base.side_id()');

-- Installations whose last work run failed: the next success is a recovery, and a further failure nothing new.
create table webhooks.failing (
  installation_id uuid primary key,
  side_id uuid not null,
  since timestamptz not null
);
call base.guard('webhooks.failing', 'side_id = base.side_id()');
