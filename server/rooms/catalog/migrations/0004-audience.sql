-- Undo: alter table catalog.listing drop column tiers, drop column groups.
-- Whom the host offers a listing: customers of these tiers, people of these groups; none named means all.
alter table catalog.listing
  add column tiers text[] not null default '{}',
  add column groups text[] not null default '{}';
