-- Undo: alter table installs.installation drop column source.
-- How somebody came to install; null in one from before this was kept.
alter table installs.installation add column source text
  check (source in ('search', 'category', 'browse', 'suggest', 'link', 'host_page', 'direct'));
