-- Undo: alter table installs.installation drop column erased_at;
-- What was kept of one that was uninstalled is erased: the row stays, empty and seen by nobody, for what counts by its id.
alter table installs.installation add column erased_at timestamptz;
