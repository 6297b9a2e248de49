-- Undo: alter table connections.app drop column returns_to.
-- The own domain of its side that the app's provider sends browsers back to; null: the deployment's address.
alter table connections.app add column returns_to text;
