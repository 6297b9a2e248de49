-- Undo: drop index runs.ready_claim; create index ready_claim on runs.ready (kind, customer_id, line_id, priority, run_id) where state = 'queued'; alter table runs.ready drop column ready_at

-- When a run last became claimable, by the database's clock: the order within a line. It only grows, so a claim need not pass over the index
-- entries of what was claimed before; while a reader holds its snapshot those cannot be taken away.
alter table runs.ready add column ready_at timestamptz not null default statement_timestamp();
drop index runs.ready_claim;
create index ready_claim on runs.ready (kind, customer_id, line_id, priority, ready_at, run_id) where state = 'queued';
