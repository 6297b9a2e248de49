-- Undo: drop schema console cascade.
create schema console authorization stoa_owner;
grant usage on schema console to stoa_app, stoa_wide;

-- A host's person looked at a customer's installation: why, and how long they may. Names as they were then, since neither sees the other's people.
create table console.visit (
  id uuid primary key,
  side_id uuid not null references identity.side (id),
  customer_id uuid not null references identity.customer (id),
  installation_id uuid not null,
  person_id uuid not null,
  person_name text not null,
  host_name text not null,
  reason text not null check (length(reason) between 1 and 500),
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
create index visit_customer on console.visit (customer_id, id);
create index visit_side on console.visit (side_id, id);
create index visit_installation on console.visit (installation_id, id);
call base.guard('console.visit', 'customer_id = base.customer_id() or side_id = base.side_id()', 'side_id = base.side_id()');
