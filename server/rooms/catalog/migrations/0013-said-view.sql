-- Undo: drop and make the view anew without its last two columns.
-- What a listing says in other languages, for lists of what is installed.
create or replace view catalog.v_listing with (security_invoker = true) as
  select id, side_id, host_id, publisher_id, publisher_name, integration_id, integration_slug, state, title, summary, hosts, published_at,
    pictures -> 'icon' ->> 'digest' as icon, pictures ->> 'language' as language, pictures -> 'translations' as translations from catalog.listing;
