-- Undo: alter table home.reader add column language text not null default 'en' check (language in ('en', 'de'));
alter table home.reader drop column language;
