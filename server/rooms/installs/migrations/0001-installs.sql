-- Undo: drop schema installs cascade.
create schema installs authorization stoa_owner;
grant usage on schema installs to stoa_app, stoa_wide;

create table installs.installation (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null references identity.publisher,
  integration_id uuid not null,
  listing_id uuid not null,
  -- Follows a channel, or is pinned to its release when null.
  channel text check (channel in ('stable', 'latest')),
  release_id uuid not null,
  -- The release whose permissions and hosts the customer agreed to.
  consent_digest text not null,
  name text not null,
  state text not null check (state in ('draft', 'active', 'paused', 'removed')),
  config json not null default '{}',
  schedule text,
  zone text not null default 'UTC',
  -- May the publisher read the logs of its runs?
  share_logs boolean not null default false,
  -- A newer release of the channel that asks for more than was agreed to.
  waiting_release_id uuid,
  version bigint not null default 1,
  created_at timestamptz not null,
  removed_at timestamptz,
  foreign key (customer_id, side_id) references identity.customer (id, side_id),
  unique (id, customer_id)
);
create index installation_customer on installs.installation (customer_id, id);
create index installation_publisher on installs.installation (publisher_id, id);
create index installation_side on installs.installation (side_id, id);
create index installation_integration on installs.installation (integration_id, id);
create index installation_listing on installs.installation (listing_id) where state <> 'removed';
call base.guard('installs.installation', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');

-- One step asked for by id: the same id again gives the same answer; with another body it is refused.
create table installs.operation (
  customer_id uuid not null references identity.customer,
  id text not null check (length(id) between 8 and 100),
  verb text not null,
  body_digest bytea not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (customer_id, id)
);
create index operation_created on installs.operation (created_at);
call base.guard('installs.operation', 'customer_id = base.customer_id()');

create view installs.v_installation with (security_invoker = true) as
  select id, side_id, customer_id, publisher_id, integration_id, listing_id, release_id, waiting_release_id, channel, name, state, schedule, zone, share_logs, created_at
  from installs.installation;
grant select on installs.v_installation to stoa_app, stoa_wide;
