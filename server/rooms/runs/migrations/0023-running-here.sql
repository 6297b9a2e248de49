-- Undo: drop function runs.running_here();
-- Which runs of the scope are under way, by what claims noted: a tenant sees no notes, and a look at all that waits is what they are there to spare.
create function runs.running_here() returns setof uuid language sql stable security definer set search_path = pg_catalog as $$
  select r.run_id from (select distinct i.id from runs.handed c cross join lateral unnest(c.run_ids) as i (id)) h
    cross join lateral (select r.* from runs.ready r where r.run_id = h.id and r.state = 'running' offset 0) r
  where r.customer_id = base.customer_id() or r.publisher_id = base.publisher_id() or r.side_id = base.side_id()
$$;
revoke execute on function runs.running_here() from public;
grant execute on function runs.running_here() to stoa_app;
