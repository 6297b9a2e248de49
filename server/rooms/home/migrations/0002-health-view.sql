-- Undo: drop view home.v_health;
create view home.v_health with (security_invoker = true) as
  select installation_id, side_id, customer_id, publisher_id, last_run_id, last_run_at, last_outcome, failure_class, last_ok_at, failures, failing_since,
    silent_since, silent_cause from home.health;
grant select on home.v_health to stoa_app, stoa_wide;
