-- Undo: drop schema gateway cascade.
create schema gateway authorization stoa_owner;
grant usage on schema gateway to stoa_app, stoa_wide;

-- The API of a host's side, as it declared it.
create table gateway.api (
  side_id uuid primary key references identity.side,
  base text not null,
  title text not null,
  version_text text not null,
  -- Of what is declared.
  digest text not null,
  -- A token that Stoa signs, or one the host handed over for each customer.
  way text not null default 'signed' check (way in ('signed', 'token')),
  header text not null default 'Authorization',
  prefix text not null default 'Bearer ',
  version bigint not null default 1,
  declared_at timestamptz not null
);
-- Seen where its side is: by the host, its customers, and the publishers it admitted.
call base.guard('gateway.api', 'side_id = base.side_id() or side_id = base.at_side() or exists (select from identity.v_side s where s.id = api.side_id)', 'side_id = base.side_id()');

create table gateway.action (
  side_id uuid not null references gateway.api on delete cascade,
  name text not null,
  method text not null,
  path text not null,
  title text not null,
  text text not null,
  scopes text[] not null,
  primary key (side_id, name)
);
call base.guard('gateway.action', 'side_id = base.side_id() or side_id = base.at_side() or exists (select from identity.v_side s where s.id = action.side_id)', 'side_id = base.side_id()');

-- What the host handed over to be sent for one of its customers; the value is the side's in the room trust.
create table gateway.host_token (
  customer_id uuid primary key,
  side_id uuid not null,
  secret_id uuid not null,
  set_at timestamptz not null,
  foreign key (customer_id, side_id) references identity.customer (id, side_id)
);
create index host_token_side on gateway.host_token (side_id);
call base.guard('gateway.host_token', 'side_id = base.side_id()');

-- Requests of runs to the host's API, those that were refused among them. The first thousand of an attempt each, then many of a kind together.
create table gateway.call (
  id uuid primary key,
  run_id uuid not null,
  attempt int not null,
  installation_id uuid not null,
  integration_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  at timestamptz not null,
  action text,
  method text not null,
  path text,
  status int,
  bytes_out bigint not null,
  bytes_in bigint not null,
  took_ms int not null,
  refused text,
  count int not null default 1
);
create index call_run on gateway.call (run_id, id);
create index call_refused_publisher on gateway.call (publisher_id, id) where refused is not null;
create index call_refused_side on gateway.call (side_id, id) where refused is not null;
call base.guard('gateway.call', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
