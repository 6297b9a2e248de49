-- Undo: drop view runs.v_schedule; drop view runs.v_active; drop view runs.v_runner; drop view runs.v_run;
-- When an installation runs next, what is open of it, and whether anything runs at all, for higher rooms.
create view runs.v_schedule with (security_invoker = true) as
  select installation_id, side_id, customer_id, publisher_id, active, next_due, fire_at, jitter_seconds from runs.schedule;
create view runs.v_active with (security_invoker = true) as
  select active_key as installation_id, run_id, state, queued_at, started_at from runs.ready where active_key is not null;
create view runs.v_runner with (security_invoker = true) as select id, state, lease_until from runs.runner;
create view runs.v_run with (security_invoker = true) as
  select id, kind, trigger_kind, side_id, customer_id, publisher_id, installation_id, ended_at, outcome, failure_class, sentence from runs.run;
grant select on runs.v_schedule, runs.v_active, runs.v_run to stoa_app, stoa_wide;
grant select on runs.v_runner to stoa_wide;
