-- Undo: alter table catalog.listing drop column shown_release_id.
-- What customers of this side get: `stable`, unless that asks for more than the host ever approved. Null in a listing from before: `stable`.
alter table catalog.listing add column shown_release_id uuid references catalog.release (id);
