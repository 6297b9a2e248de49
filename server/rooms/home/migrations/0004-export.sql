-- Undo: drop table home.export;
-- Everything a customer has, made as a job and kept a week.
create table home.export (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'gone')),
  asked_by text not null,
  -- Installations written, of how many.
  done int not null default 0,
  total int not null default 0,
  attempts int not null default 0,
  -- When somebody else may take it up; fenced by attempts.
  due_at timestamptz not null,
  blob_key text,
  bytes bigint,
  error text,
  created_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz,
  code_hash bytea,
  code_until timestamptz
);
create unique index export_open on home.export (customer_id) where state in ('waiting', 'running');
create index export_customer on home.export (customer_id, id);
create index export_due on home.export (due_at) where state in ('waiting', 'running');
create index export_expires on home.export (expires_at) where state = 'done';
call base.guard('home.export', 'customer_id = base.customer_id()');
