-- Undo: drop index runs.ready_known_account; create index ready_account on runs.ready (account_key) where state in ('queued', 'later')

-- Only runs whose account is known are looked for by it; for the others their installation stands, which ready_active finds. Each index of this
-- table is written at every enqueueing, and most claims and ends.
drop index runs.ready_account;
create index ready_known_account on runs.ready (account_id) where state in ('queued', 'later') and account_id is not null;
