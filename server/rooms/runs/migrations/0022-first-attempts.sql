-- Undo: insert into runs.attempt what runs.every_attempt has of runs with one attempt and attempt lacks; drop view runs.every_attempt; alter table runs.run drop the columns added here

-- What the attempt that ended a run did besides what is said of the run. Most runs end at their first attempt: their row of history is its only one.
-- A release from before this one lists no attempts of such a run; its log it finds.
alter table runs.run add column runner_id uuid, add column exit_code int, add column signal text, add column log_lines bigint, add column log_bytes bigint,
  add column box text, add column log_collected_at timestamptz;

create view runs.every_attempt with (security_invoker = true) as
  select run_id, attempt, side_id, customer_id, publisher_id, runner_id, claimed_at, ended_at, outcome, failure_class, rule, sentence, exit_code, signal, retry_at,
    cpu_us, memory_kib_ms, wall_ms, egress_bytes, ingress_bytes, storage_bytes, log_lines, log_bytes, log_collected_at, box
  from runs.attempt
  union all
  select id, 1, side_id, customer_id, publisher_id, runner_id, started_at, ended_at, outcome, failure_class, rule, sentence, exit_code, signal, null,
    cpu_us, memory_kib_ms, wall_ms, egress_bytes, ingress_bytes, storage_bytes, log_lines, log_bytes, log_collected_at, box
  from runs.run where attempts = 1 and runner_id is not null;
grant select on runs.every_attempt to stoa_app, stoa_wide;
