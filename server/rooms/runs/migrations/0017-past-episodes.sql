-- Undo: truncate runs.failing; update runs.run set partial = false; delete from base.fact_cursor where handler = 'runs.keep-episodes';
-- What 0015 says, of the history there is: apart from it, as that one locks runs.run, and this one may take minutes beside the release before.
update runs.run r set partial = true from runs.run_input i where i.run_id = r.id and r.rerun_of is not null and i.items is not null;

-- What was told before is in history; what is told from here on is heard.
insert into base.fact_cursor (handler, xid, seq) select 'runs.keep-episodes', pg_snapshot_xmin(pg_current_snapshot()), 0 where exists (select from runs.run)
  on conflict do nothing;
insert into runs.failing (installation_id, side_id, customer_id, publisher_id, run_id, since)
  select i.id, i.side_id, i.customer_id, i.publisher_id, f.run_id, f.at from installs.v_installation i cross join lateral runs.first_failure(i.id) f
  where i.state in ('active', 'paused');
-- An episode whose first run is still to be heard begins then.
delete from runs.failing f using base.fact_cursor c where c.handler = 'runs.keep-episodes'
  and exists (select from base.fact e where e.xid >= c.xid and e.subject = f.run_id);
