-- Undo: drop function base.words_in(jsonb, text[], text[]);
-- Of translations (language, then text, then what is said for it) these languages, all where null is given, and of each these texts: what a list
-- draws is picked here, so that nobody's long texts in twenty languages travel with every row. A language stays, though it says none of them.
create function base.words_in(translations jsonb, languages text[], texts text[]) returns jsonb language sql immutable parallel safe as $$
  select jsonb_object_agg(said.key, (select coalesce(jsonb_object_agg(one, said.value -> one), '{}') from unnest(texts) one where said.value ? one))
  from jsonb_each(translations) said where languages is null or said.key = any (languages)
$$;
