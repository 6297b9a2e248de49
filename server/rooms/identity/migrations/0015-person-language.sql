-- Undo: create or replace view is not enough to lose columns: drop view identity.v_person; create it anew; alter table identity.person drop column language, drop column page_language;
-- The language a person chose for the pages and mails; null: that of the host's page, which said so at the last sign-in.
alter table identity.person
  add column language text check (language in ('en', 'de')),
  add column page_language text check (page_language in ('en', 'de'));
create or replace view identity.v_person with (security_invoker = true) as
  select id, side_id, name, email, language, coalesce(language, page_language, 'en') as spoken from identity.person;
