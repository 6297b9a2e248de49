-- Undo: drop table catalog.dropped_release.
-- Releases whose files were dropped because nobody could use them any more; the release itself stays as a record.
create table catalog.dropped_release (
  release_id uuid primary key references catalog.release (id),
  publisher_id uuid not null,
  dropped_at timestamptz not null
);
call base.guard('catalog.dropped_release', 'publisher_id = base.publisher_id()');
revoke insert, update, delete on catalog.dropped_release from stoa_app;
revoke update, delete on catalog.dropped_release from stoa_wide;
