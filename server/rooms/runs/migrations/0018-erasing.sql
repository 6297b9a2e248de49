-- Undo: drop table runs.erasing;
-- Installations whose runs, logs and state are to be erased, until that is done.
create table runs.erasing (
  installation_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  due_at timestamptz not null
);
create index erasing_due on runs.erasing (due_at);
alter table runs.erasing enable row level security;
create policy scope on runs.erasing for all to stoa_app using (customer_id = base.customer_id()) with check (false);
grant select, insert, update, delete on runs.erasing to stoa_app, stoa_wide;
