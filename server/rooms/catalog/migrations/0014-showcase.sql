-- Undo: make the view anew from the column; alter table catalog.listing drop column icon, drop column language, drop column said; name the columns pictures again.
-- What a release brings to its listing is more than pictures since it holds what is said in other languages: its column is called what it is. The
-- release before does not know the name, so this one does not stand beside it; none was given out with the old one.
alter table catalog.release rename column pictures to showcase;
alter table catalog.submission rename column pictures to showcase;
alter table catalog.listing rename column pictures to showcase;

-- What lists draw of it, kept beside it: its picture, and how title and summary are said elsewhere.
alter table catalog.listing
  add column icon text generated always as (showcase #>> '{icon,digest}') stored,
  add column language text generated always as (showcase ->> 'language') stored,
  add column said jsonb generated always as (base.words_in(showcase -> 'translations', null, array[title, summary])) stored;
create or replace view catalog.v_listing with (security_invoker = true) as
  select id, side_id, host_id, publisher_id, publisher_name, integration_id, integration_slug, state, title, summary, hosts, published_at,
    icon, language, said as translations from catalog.listing;
