-- Undo: alter table catalog.listing drop column words.
-- Words of title, summary, categories and publisher as people would spell them. Texts from before are brought to the form that new ones are
-- written in: folded, by stems of both languages, title A, categories and publisher B, summary C, description D.
alter table catalog.listing add column words text[] not null default '{}';

create function pg_temp.folded(text) returns text language sql as $$
  select regexp_replace(translate(lower(replace($1, 'ß', 'ss')), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ', 'aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuy'),
    '[^[:alnum:]]+', ' ', 'g')
$$;
create function pg_temp.stems(text) returns tsvector language sql as $$
  select to_tsvector('simple', pg_temp.folded($1)) || to_tsvector('english', pg_temp.folded($1)) || to_tsvector('german', pg_temp.folded($1))
$$;
update catalog.listing set
  search = setweight(pg_temp.stems(title), 'A') || setweight(pg_temp.stems(array_to_string(categories, ' ') || ' ' || publisher_name), 'B')
    || setweight(pg_temp.stems(summary), 'C') || setweight(pg_temp.stems(description), 'D'),
  words = array(select distinct word from regexp_split_to_table(
    pg_temp.folded(concat_ws(' ', title, summary, array_to_string(categories, ' '), publisher_name)), ' ') word where length(word) between 3 and 40)
where state <> 'draft' or title <> '';
drop function pg_temp.stems(text), pg_temp.folded(text);
