-- Undo: drop schema base cascade.
grant usage on schema base to stoa_app, stoa_wide;

-- What a transaction's settings say; '' after a commit reads as null.
create function base.customer_id() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('stoa.customer_id', true), '')::uuid $$;
create function base.publisher_id() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('stoa.publisher_id', true), '')::uuid $$;
create function base.side_id() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('stoa.side_id', true), '')::uuid $$;
create function base.at_side() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('stoa.at_side', true), '')::uuid $$;
create function base.host_id() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('stoa.host_id', true), '')::uuid $$;

-- Opens a new table to both roles and binds stoa_app by a policy over the expression given.
create procedure base.guard(target regclass, rule text, check_rule text default null) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy scope on %s to stoa_app using (%s) with check (%s)', target, rule, coalesce(check_rule, rule));
  execute format('grant select, insert, update, delete on %s to stoa_app, stoa_wide', target);
end $$;

create table base.fact (
  id uuid primary key,
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  v int not null,
  at timestamptz not null,
  side_id uuid,
  customer_id uuid,
  publisher_id uuid,
  subject uuid not null,
  subject_version bigint not null,
  data jsonb not null
);
create index fact_order on base.fact (xid, seq);
create index fact_subject on base.fact (subject, subject_version);
alter table base.fact enable row level security;
create policy write_own on base.fact for insert to stoa_app with check (true);
grant insert on base.fact to stoa_app;
grant select, insert, delete on base.fact to stoa_wide;

create table base.fact_cursor (
  handler text primary key,
  xid xid8 not null default '0',
  seq bigint not null default 0,
  claimed_until timestamptz not null default '-infinity'
);
create table base.fact_dead (
  handler text not null,
  fact_id uuid not null,
  attempts int not null,
  due_at timestamptz not null,
  error text not null,
  given_up boolean not null default false,
  primary key (handler, fact_id)
);
create index fact_dead_due on base.fact_dead (due_at) where not given_up;
grant select, insert, update, delete on base.fact_cursor, base.fact_dead to stoa_wide;

create table base.audit (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  verb text not null,
  side_id uuid,
  customer_id uuid,
  publisher_id uuid,
  subject uuid,
  before jsonb,
  after jsonb,
  trace text not null
);
create index audit_customer on base.audit (customer_id, id) where customer_id is not null;
create index audit_publisher on base.audit (publisher_id, id) where publisher_id is not null;
create index audit_side on base.audit (side_id, id) where side_id is not null;
alter table base.audit enable row level security;
create policy write_any on base.audit for insert to stoa_app with check (true);
create policy read_own on base.audit for select to stoa_app
  using (customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id());
grant select, insert on base.audit to stoa_app, stoa_wide;

-- Small facts about the deployment itself: when it was last backed up, when that backup was last restored, ...
create table base.deployment (name text primary key, value jsonb not null, at timestamptz not null);
grant select, insert, update, delete on base.deployment to stoa_wide;
