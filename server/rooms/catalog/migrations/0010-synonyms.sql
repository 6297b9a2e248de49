-- Undo: drop table catalog.synonym;
-- Words that mean the same in a host's shop: one row a side, so that a search reads it by its key.
create table catalog.synonym (
  side_id uuid primary key references identity.side (id),
  -- As they were written, and as a search compares them: pairs of texts.
  pairs jsonb not null,
  folded jsonb not null,
  version bigint not null default 1,
  set_at timestamptz not null
);
call base.guard('catalog.synonym', 'side_id = base.at_side()');
