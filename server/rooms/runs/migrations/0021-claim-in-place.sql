-- Undo: drop table runs.handed; drop the indexes made here and make those of 0001, 0007 and 0009; alter table runs.ready drop column standing, alter column ready_at set default statement_timestamp(), set (fillfactor = 70)

-- A claim changes nothing that an index names: the new version of the row stands beside the old one on its page, and no index is written for it.
-- Where a run stands, for the indexes: it is stepped over while it runs and leaves them when it ends.
alter table runs.ready set (fillfactor = 45),
  add column standing text generated always as (case state when 'running' then 'queued' else state end) stored,
  -- In milliseconds, as the dispatcher reads it: it goes on behind the last run that it claimed.
  alter column ready_at set default date_trunc('milliseconds', statement_timestamp());
drop index runs.ready_claim;
drop index runs.ready_behind;
drop index runs.ready_later;
drop index runs.ready_running;
drop index runs.ready_known_account;
create index ready_claim on runs.ready (kind, customer_id, line_id, priority, ready_at, run_id) where standing = 'queued';
create index ready_behind on runs.ready (installation_id, priority, run_id) where standing in ('behind', 'held');
create index ready_later on runs.ready (due_at) where standing = 'later';
create index ready_known_account on runs.ready (account_id) where standing in ('queued', 'later') and account_id is not null;

-- Which runs each claim gave a runner, so that what runs is found without an index that every claim would write. Only where to look: whether one
-- still runs, and with whom, its own row says.
create table runs.handed (
  id bigint generated always as identity primary key,
  runner_id uuid not null,
  run_ids uuid[] not null
);
create index handed_runner on runs.handed (runner_id);
grant select, insert, delete on runs.handed to stoa_wide;
insert into runs.handed (runner_id, run_ids) select runner_id, array_agg(run_id) from runs.ready where state = 'running' and runner_id is not null group by 1;
