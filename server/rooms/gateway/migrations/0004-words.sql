-- Undo: alter table gateway.api drop column words.
-- What its actions' titles and texts are in other languages, as {language, translations: {de: {"Read contacts": "..."}}}.
alter table gateway.api add column words jsonb;
