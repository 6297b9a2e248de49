-- Undo: alter table catalog.listing drop column pictures; alter table catalog.submission drop column pictures; alter table catalog.release drop column pictures;
-- What a listing shows besides its text: brought by a release, handed in with it, on show once approved. Bytes are kept by their digest.
alter table catalog.release add column pictures jsonb not null default '{"icon":null,"items":[]}';
alter table catalog.submission add column pictures jsonb not null default '{"icon":null,"items":[]}';
alter table catalog.listing add column pictures jsonb not null default '{"icon":null,"items":[]}';
