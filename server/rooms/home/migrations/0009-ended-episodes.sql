-- Undo: nothing; it only ends what runs says is over.
-- 0006 made the rows of health say what runs says; the notices of what no longer fails end with them, or the next failing would be told to nobody.
update home.notice n set ended_at = greatest(n.at, now()) where n.kind = 'failing' and n.connection_id is null and n.ended_at is null
  and not exists (select from runs.v_failing f where f.installation_id = n.installation_id);
