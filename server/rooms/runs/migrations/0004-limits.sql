-- Undo: drop table runs.queue_limit, runs.limit_change, runs.rate, runs.cooling; drop function runs.note_limit_change; alter table runs.ready drop column line_id, drop column account_key, drop column own_line, drop column account_id; create index ready_claim on runs.ready (kind, customer_id, priority, run_id) where state = 'queued'; alter table runs.leader drop column about;

-- What the operator, or a host on its side, allows. Null: nothing said. Where both said something, both hold.
create table runs.queue_limit (
  id uuid primary key,
  kind text not null check (kind in ('host', 'plan', 'integration', 'customer', 'account')),
  -- The host, integration, customer or account; a plan goes by its name.
  subject_id uuid,
  -- Null: on every side.
  side_id uuid,
  -- Of a customer's and an account's limit: whose it is.
  customer_id uuid,
  -- Of a plan's limit its name, of a customer's the plan it takes what is not said from.
  plan text,
  set_by text not null check (set_by in ('operator', 'host')),
  weight real check (weight > 0),
  at_once int check (at_once >= 0),
  per_minute int check (per_minute > 0),
  waiting int check (waiting >= 0),
  wait_minutes int check (wait_minutes > 0),
  version bigint not null default 1,
  changed_at timestamptz not null,
  check ((kind = 'plan') = (subject_id is null)),
  check (kind <> 'plan' or (plan is not null and side_id is not null)),
  check (set_by = 'operator' or side_id is not null)
);
create unique index queue_limit_of on runs.queue_limit (kind, subject_id, side_id, set_by, (case when kind = 'plan' then plan end)) nulls not distinct;
create index queue_limit_side on runs.queue_limit (side_id, id);
create index queue_limit_customer on runs.queue_limit (customer_id) where customer_id is not null;
alter table runs.queue_limit enable row level security;
create policy see on runs.queue_limit for select to stoa_app
  using (customer_id = base.customer_id() or side_id = base.side_id() or (kind = 'plan' and side_id = base.at_side()) or (kind = 'host' and subject_id = base.host_id()));
create policy keep on runs.queue_limit for all to stoa_app
  using (set_by = 'host' and side_id = base.side_id()) with check (set_by = 'host' and side_id = base.side_id());
grant select, insert, update, delete on runs.queue_limit to stoa_app, stoa_wide;

-- Raised with every change of a limit, in its transaction: the dispatching leader's next claim sees it.
create table runs.limit_change (one boolean primary key default true check (one), version bigint not null);
insert into runs.limit_change (version) values (1);
grant select on runs.limit_change to stoa_wide;
create function runs.note_limit_change() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update runs.limit_change set version = version + 1;
  return null;
end $$;
create trigger note_change after insert or update or delete on runs.queue_limit for each statement execute function runs.note_limit_change();

-- What is left of each rate, written by the claim that took of it; the next leader goes on from here. Keys hold ids only.
create table runs.rate (key text primary key, tokens float8 not null, filled_at timestamptz not null) with (fillfactor = 50);
grant select, insert, update, delete on runs.rate to stoa_wide;

-- Accounts that said "too often": their work waits until then.
create table runs.cooling (
  account_key uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  times int not null default 1
);
call base.guard('runs.cooling', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');

-- The account a run uses at the other service, where several installations share one; else the installation stands for it.
alter table runs.ready add column account_id uuid;
alter table runs.ready add column account_key uuid generated always as (coalesce(account_id, installation_id)) stored;
-- A customer's runs are claimed line by line, so that no claim reads past what may not begin: an integration's line,
-- or for an account with limits one of its own.
alter table runs.ready add column own_line uuid;
alter table runs.ready add column line_id uuid generated always as (coalesce(own_line, integration_id)) stored;
drop index runs.ready_claim;
create index ready_claim on runs.ready (kind, customer_id, line_id, priority, run_id) where state = 'queued';
create index ready_account on runs.ready (account_key) where state in ('queued', 'later');

-- What the leader tells of itself, for those who ask why a run waits.
alter table runs.leader add column about jsonb not null default '{}';
