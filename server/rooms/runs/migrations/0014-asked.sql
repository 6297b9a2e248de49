-- Undo: drop table runs.asked;
-- Which run somebody's own operation id began: asked again with it, that run is named and none is begun. An id is its asker's own.
create table runs.asked (
  customer_id uuid not null,
  asker text not null check (asker in ('customer', 'side', 'operator')),
  id text not null check (length(id) between 8 and 100),
  side_id uuid not null,
  verb text not null,
  body_digest bytea not null,
  run_id uuid not null,
  asked_at timestamptz not null,
  primary key (customer_id, asker, id)
);
create index asked_at on runs.asked (asked_at);
call base.guard('runs.asked', 'customer_id = base.customer_id() or side_id = base.side_id()');
