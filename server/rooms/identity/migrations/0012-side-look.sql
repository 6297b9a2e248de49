-- Undo: alter table identity.side drop column look.
-- A test side's own look; null: it wears its host's, which is the live side's.
alter table identity.side add column look jsonb;
