-- Undo: drop table runs.failing cascade; drop function runs.first_failure; alter table runs.run drop column partial;
-- Whether it did only some failed items of another run: then it says nothing of the whole.
alter table runs.run add column partial boolean not null default false;

-- Installations whose last whole run failed: since when, and the first run of the episode. The next success is a recovery, a further failure nothing new.
create table runs.failing (
  installation_id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  since timestamptz not null
);
create index failing_side on runs.failing (side_id, installation_id);
call base.guard('runs.failing', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()', 'false');
revoke delete on runs.failing from stoa_app;

-- Of an installation's history: the first whole run that failed after the last one that went well; none where the last went well.
create function runs.first_failure(installation uuid) returns table (run_id uuid, at timestamptz) language sql stable as $$
  select r.id, r.ended_at from runs.run r where r.installation_id = installation and r.kind = 'work' and r.outcome = 'failed' and not r.partial
    and r.id > coalesce((select s.id from runs.run s where s.installation_id = installation and s.kind = 'work' and s.outcome = 'succeeded' and not s.partial
      order by s.id desc limit 1), '00000000-0000-0000-0000-000000000000')
  order by r.id limit 1
$$;

create view runs.v_failing with (security_invoker = true) as select installation_id, side_id, customer_id, publisher_id, run_id, since from runs.failing;
create or replace view runs.v_run with (security_invoker = true) as
  select id, kind, trigger_kind, side_id, customer_id, publisher_id, installation_id, ended_at, outcome, failure_class, sentence, partial from runs.run;
grant select on runs.v_failing to stoa_app, stoa_wide;
