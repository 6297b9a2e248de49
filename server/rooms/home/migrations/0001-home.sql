-- Undo: drop schema home cascade.
create schema home authorization stoa_owner;
grant usage on schema home to stoa_app, stoa_wide;

-- How an installation fares: one row each, moved on by the facts of its runs, so that no page reads its history.
create table home.health (
  installation_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  -- The schedule it was judged by; a change of it begins the waiting anew.
  schedule text,
  zone text not null,
  last_run_id uuid,
  last_run_at timestamptz,
  last_outcome text check (last_outcome in ('succeeded', 'failed')),
  failure_class text,
  last_ok_at timestamptz,
  failures int not null default 0,
  failing_since timestamptz,
  -- When runs last succeeded that no person had asked for, in milliseconds, oldest first; the last ten.
  successes jsonb not null default '[]',
  -- From when its silence counts: the last success, or since it is installed, resumed or has this schedule.
  anchor_at timestamptz not null,
  -- When it is silent unless it succeeds before; null: nothing is expected of it, or it is silent.
  silent_due_at timestamptz,
  silent_since timestamptz,
  silent_cause text,
  version bigint not null default 1
) with (fillfactor = 80);
create index health_due on home.health (silent_due_at) where silent_due_at is not null;
create index health_needs on home.health (customer_id, installation_id) where failing_since is not null or silent_since is not null;
create index health_needs_side on home.health (side_id, installation_id) where failing_since is not null or silent_since is not null;
call base.guard('home.health', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');

-- What a customer's people are told: one of an episode. Something that is over when it is told (it recovered) ended as it began.
create table home.notice (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  installation_id uuid,
  connection_id uuid,
  kind text not null,
  cause text,
  run_id uuid,
  at timestamptz not null,
  ended_at timestamptz
);
create unique index notice_episode on home.notice (installation_id, kind) where ended_at is null and connection_id is null;
create unique index notice_connection on home.notice (connection_id, kind) where ended_at is null and connection_id is not null;
create index notice_customer on home.notice (customer_id, id);
create index notice_installation on home.notice (installation_id, id);
call base.guard('home.notice', 'customer_id = base.customer_id()');
