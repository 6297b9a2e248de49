-- Undo: drop table runs.usage_month; alter table runs.run drop column ingress_bytes, drop column storage_bytes; the same of runs.attempt.
-- What a program received, and what is kept of it: its log as stored, and its state.
alter table runs.run add column ingress_bytes bigint not null default 0, add column storage_bytes bigint not null default 0;
alter table runs.attempt add column ingress_bytes bigint not null default 0, add column storage_bytes bigint not null default 0;

-- Sums of ended runs, kept by the facts they tell: a month in UTC, by the run's end. Millionths of a CPU second, of a GiB second, of a second; bytes.
create table runs.usage_month (
  customer_id uuid not null,
  month date not null,
  integration_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  runs bigint not null,
  attempts bigint not null,
  cpu_micros bigint not null,
  memory_micros bigint not null,
  wall_micros bigint not null,
  egress_bytes bigint not null,
  ingress_bytes bigint not null,
  storage_bytes bigint not null,
  primary key (customer_id, month, integration_id)
) with (fillfactor = 70);
create index usage_month_publisher on runs.usage_month (publisher_id, month);
create index usage_month_side on runs.usage_month (side_id, month);
create index usage_month_month on runs.usage_month (month);
call base.guard('runs.usage_month', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
