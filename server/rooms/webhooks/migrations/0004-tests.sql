-- Undo: alter table webhooks.endpoint drop column testing_until, drop column tests_since, drop column tests; drop index webhooks.endpoint_removed.
-- One trial of an address at a time, and so many an hour from `tests_since` on.
alter table webhooks.endpoint add column testing_until timestamptz, add column tests_since timestamptz, add column tests int not null default 0;
-- Whether an owner had an address not long ago.
create index endpoint_removed on webhooks.endpoint (owner_id, removed_at) where removed_at is not null;
