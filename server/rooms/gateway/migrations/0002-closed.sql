-- Undo: alter table gateway.api drop column closed.
-- Operations the document describes that are no actions, as {method, path}: no wider action reaches them.
alter table gateway.api add column closed jsonb not null default '[]';
