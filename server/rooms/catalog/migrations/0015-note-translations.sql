-- Undo: alter table catalog.release_note drop column translations.
-- The same in other languages, as {"de": "..."}.
alter table catalog.release_note add column translations jsonb not null default '{}';
