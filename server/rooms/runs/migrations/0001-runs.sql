-- Undo: drop schema runs cascade.
create schema runs authorization stoa_owner;
grant usage on schema runs to stoa_app, stoa_wide;

-- The hot table: only what waits or runs. A run leaves it for runs.run in the transaction that ends it.
-- behind: another work run of the installation is before it; held: the installation is paused; later: due_at lies ahead;
-- queued: may be claimed now; running: a runner has it. attempt is the fencing token.
create table runs.ready (
  run_id uuid primary key,
  kind text not null check (kind in ('work', 'probe')),
  mode text not null check (mode in ('run', 'preview', 'options', 'check')),
  trigger_kind text not null check (trigger_kind in ('cron', 'webhook', 'api', 'person')),
  side_id uuid not null,
  host_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  installation_id uuid not null,
  release_id uuid,
  state text not null check (state in ('behind', 'held', 'later', 'queued', 'running')),
  version bigint not null default 1,
  priority smallint not null,
  due_at timestamptz not null,
  queued_at timestamptz not null,
  started_at timestamptz,
  claimed_at timestamptz,
  attempt int not null default 0,
  failures int not null default 0,
  losses int not null default 0,
  runner_id uuid,
  bundle text,
  trigger_count int not null default 1,
  trigger_bytes int not null default 0,
  actor_kind text not null,
  actor_id uuid,
  rerun_of uuid,
  scheduled_for timestamptz,
  cancel_at timestamptz,
  last_class text,
  state_before bigint,
  config_digest text,
  progress jsonb,
  counts jsonb,
  -- The installation while this is its active work run. A column of its own, so that the planner never takes its index for the claim's.
  active_key uuid generated always as (case when kind = 'work' and state in ('queued', 'later', 'running') then installation_id end) stored
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

create index ready_claim on runs.ready (kind, customer_id, priority, run_id) where state = 'queued';
-- One work run an installation is claimable or running; the others stand behind it.
create unique index ready_active on runs.ready (active_key) where active_key is not null;
create index ready_behind on runs.ready (installation_id, priority, run_id) where state in ('behind', 'held');
create index ready_later on runs.ready (due_at) where state = 'later';
create index ready_running on runs.ready (runner_id) where state = 'running';
create unique index ready_bundle on runs.ready (installation_id, bundle) where bundle is not null;
create unique index ready_scheduled on runs.ready (installation_id, scheduled_for) where scheduled_for is not null;
create index ready_customer on runs.ready (customer_id, run_id);

-- History: one row an ended run, written once, never changed; a partition a week of the run's id.
create table runs.run (
  id uuid not null primary key,
  kind text not null,
  mode text not null,
  trigger_kind text not null,
  side_id uuid not null,
  host_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  installation_id uuid not null,
  release_id uuid,
  version bigint not null,
  due_at timestamptz not null,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz not null,
  outcome text not null check (outcome in ('succeeded', 'failed', 'cancelled')),
  failure_class text,
  rule text not null,
  owner text,
  sentence text not null,
  evidence jsonb,
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  failed int not null default 0,
  failed_total int not null default 0,
  attempts int not null,
  trigger_count int not null,
  actor_kind text not null,
  actor_id uuid,
  rerun_of uuid,
  scheduled_for timestamptz,
  state_before bigint,
  state_after bigint,
  config_digest text,
  -- Usage of all attempts: microseconds of CPU, KiB of memory times milliseconds, milliseconds, bytes.
  cpu_us bigint not null default 0,
  memory_kib_ms bigint not null default 0,
  wall_ms bigint not null default 0,
  egress_bytes bigint not null default 0,
  result text,
  contacted jsonb
) partition by range (id);
create index run_customer on runs.run (customer_id, id);
create index run_publisher on runs.run (publisher_id, id);
create index run_side on runs.run (side_id, id);
create index run_installation on runs.run (installation_id, id);
create index run_integration on runs.run (integration_id, id);
create index run_class on runs.run (failure_class, id) where failure_class is not null;

create table runs.attempt (
  run_id uuid not null,
  attempt int not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  runner_id uuid,
  claimed_at timestamptz not null,
  ended_at timestamptz not null,
  -- lost: its runner fell silent; returned: given back whole by a runner that stops.
  outcome text not null check (outcome in ('succeeded', 'failed', 'cancelled', 'lost', 'returned')),
  failure_class text,
  rule text,
  sentence text,
  exit_code int,
  signal text,
  retry_at timestamptz,
  cpu_us bigint not null default 0,
  memory_kib_ms bigint not null default 0,
  wall_ms bigint not null default 0,
  egress_bytes bigint not null default 0,
  log_lines bigint not null default 0,
  log_bytes bigint not null default 0,
  primary key (run_id, attempt)
) partition by range (run_id);

create table runs.failed_item (
  run_id uuid not null,
  position int not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  item text not null,
  reason text not null,
  primary key (run_id, position)
) partition by range (run_id);

-- Pieces of logs: in the blob store under blob_key, the smallest in the row itself.
create table runs.log_chunk (
  run_id uuid not null,
  attempt int not null,
  seq int not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  first_line bigint not null,
  lines bigint not null,
  first_at timestamptz not null,
  raw_bytes bigint not null,
  stored_bytes bigint not null,
  hash text not null,
  blob_key text,
  inline bytea,
  primary key (run_id, attempt, seq),
  check ((blob_key is null) <> (inline is null))
) partition by range (run_id);

create table runs.run_default partition of runs.run default;
create table runs.attempt_default partition of runs.attempt default;
create table runs.failed_item_default partition of runs.failed_item default;
create table runs.log_chunk_default partition of runs.log_chunk default;

-- What a run was given besides its installation's own: only reruns and probes have a row.
create table runs.run_input (
  run_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  -- Secrets stand in it by id only. Null: the installation's current one.
  config jsonb,
  state_kind text not null check (state_kind in ('current', 'original', 'given')),
  state_version bigint,
  state_value text,
  save_state boolean not null
);

-- Configs that runs had, once each, so that a run can be repeated as it was.
create table runs.config_snapshot (
  installation_id uuid not null,
  digest text not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  config jsonb not null,
  primary key (installation_id, digest)
);

-- The channels a program keeps values in: sync state, option lists, last result. The highest version is the current one.
create table runs.state (
  installation_id uuid not null,
  channel text not null check (channel in ('sync', 'options', 'result')),
  version bigint not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  attempt int not null,
  at timestamptz not null,
  form text not null check (form in ('json', 'directory')),
  -- Text, not jsonb: a program gets back exactly what it wrote.
  value text,
  blob_key text,
  bytes bigint not null,
  primary key (installation_id, channel, version),
  check ((value is null) <> (blob_key is null))
);

-- One row an installation that has a cron line. fire_at = next_due + the installation's own jitter.
create table runs.schedule (
  installation_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  next_due timestamptz,
  fire_at timestamptz,
  version int not null default 1,
  jitter_seconds smallint not null default 30,
  active boolean not null,
  backfill text not null default 'last' check (backfill in ('none', 'last')),
  cron text not null,
  zone text not null
);
create index schedule_due on runs.schedule (fire_at) where active;

-- The webhook address of an installation: the token's hash, and the trust room's id of the same value for signed bodies.
create table runs.hook (
  installation_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  token_hash bytea not null,
  secret_id uuid not null,
  rotated_at timestamptz not null
);

-- Bodies that came with triggers, in order of arrival.
create table runs.delivery (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  installation_id uuid not null,
  run_id uuid not null,
  kind text not null check (kind in ('webhook', 'api')),
  dedupe_id text,
  received_at timestamptz not null,
  headers jsonb not null,
  body bytea not null
);
create unique index delivery_once on runs.delivery (installation_id, dedupe_id) where dedupe_id is not null;
create index delivery_run on runs.delivery (run_id, id);

-- One heartbeat row a runner: its lease covers all it has claimed. Leases use the database's clock only.
create table runs.runner (
  id uuid primary key,
  -- Names the machine and slot set; a runner that starts at a place takes back what its predecessor there left.
  place text not null,
  state text not null check (state in ('up', 'draining', 'gone')),
  work_slots int not null,
  probe_slots int not null,
  about jsonb not null default '{}',
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz not null
);
create index runner_live on runs.runner (state) where state <> 'gone';

create table runs.leader (
  name text primary key,
  epoch bigint not null,
  holder uuid not null,
  lease_until timestamptz not null
);

call base.guard('runs.ready', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.run', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.attempt', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.failed_item', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.log_chunk', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.run_input', 'customer_id = base.customer_id() or side_id = base.side_id()');
call base.guard('runs.config_snapshot', 'customer_id = base.customer_id() or side_id = base.side_id()');
call base.guard('runs.state', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.schedule', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('runs.hook', 'customer_id = base.customer_id() or side_id = base.side_id()');
call base.guard('runs.delivery', 'customer_id = base.customer_id() or side_id = base.side_id()');
grant select, insert, update, delete on runs.runner, runs.leader to stoa_wide;
alter table runs.run_default enable row level security;
alter table runs.attempt_default enable row level security;
alter table runs.failed_item_default enable row level security;
alter table runs.log_chunk_default enable row level security;

-- Makes one partition, named by its first day, and moves in what the default partition caught; false when it was there.
create function runs.make_partition(parent text, day text, low uuid, high uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  child text := parent || '_' || day;
  key text := case parent when 'run' then 'id' else 'run_id' end;
begin
  if parent not in ('run', 'attempt', 'failed_item', 'log_chunk') or day !~ '^[0-9]{8}$' then
    raise exception 'no partition % of %', day, parent;
  end if;
  perform pg_advisory_xact_lock(418021);
  if to_regclass('runs.' || child) is not null then return false; end if;
  execute format('create table runs.%I (like runs.%I including defaults including constraints)', child, parent);
  execute format('with moved as (delete from runs.%I where %I >= %L and %I < %L returning *) insert into runs.%I select * from moved',
    parent || '_default', key, low, key, high, child);
  execute format('alter table runs.%I attach partition runs.%I for values from (%L) to (%L)', parent, child, low, high);
  execute format('alter table runs.%I enable row level security', child);
  return true;
end $$;

-- Drops the partitions that begin before the day named; returns their names.
create function runs.drop_partitions(before_day text) returns setof text
language plpgsql security definer set search_path = pg_catalog as $$
declare
  child text;
begin
  perform pg_advisory_xact_lock(418021);
  for child in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = 'runs'::regnamespace and p.relname in ('run', 'attempt', 'failed_item', 'log_chunk')
      and c.relname ~ '_[0-9]{8}$' and right(c.relname, 8) < before_day order by 1
  loop
    execute format('drop table runs.%I', child);
    return next child;
  end loop;
end $$;
revoke all on function runs.make_partition(text, text, uuid, uuid), runs.drop_partitions(text) from public;
grant execute on function runs.make_partition(text, text, uuid, uuid), runs.drop_partitions(text) to stoa_wide;
