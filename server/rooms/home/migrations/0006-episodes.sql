-- Undo: nothing; it only makes rows say what the room runs says.
-- Which installations fail is worked out in runs alone from now on.
update home.health h set failing_since = (select f.since from runs.v_failing f where f.installation_id = h.installation_id)
  where (h.failing_since is not null) <> exists (select from runs.v_failing f where f.installation_id = h.installation_id);
