-- Undo: drop table catalog.release_note; drop policy shown on catalog.stable_release.
-- What is new in a release, in its publisher's words, and which releases were ever the stable one, for everybody who may see the listing.
create table catalog.release_note (
  release_id uuid primary key references catalog.release (id),
  integration_id uuid not null,
  publisher_id uuid not null,
  notes text not null check (length(notes) between 1 and 2000),
  written_at timestamptz not null,
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);
-- The listing's own policy decides inside these subqueries who else may see it.
call base.guard('catalog.release_note',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.integration_id = release_note.integration_id)', 'publisher_id = base.publisher_id()');
create policy shown on catalog.stable_release for select to stoa_app
  using (exists (select from catalog.listing l where l.integration_id = stable_release.integration_id));
