-- When the log of an attempt was dropped for its age or for room, so that it is not taken for empty. Undo: alter table runs.attempt drop column log_collected_at
alter table runs.attempt add column log_collected_at timestamptz;
