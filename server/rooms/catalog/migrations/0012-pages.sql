-- Undo: drop table catalog.shown_page; alter table catalog.release drop column page;
-- A page of its publisher's own, brought by a release: the digest of its files, whose bytes are kept by it.
alter table catalog.release add column page text check (page ~ '^[0-9a-f]{64}$');
-- The pages customers of a listing were ever given: also who stays on an older release is shown its page.
create table catalog.shown_page (
  listing_id uuid not null references catalog.listing (id),
  digest text not null,
  side_id uuid not null,
  publisher_id uuid not null,
  primary key (listing_id, digest)
);
-- The listing's own policy decides inside the subquery who else may see it.
call base.guard('catalog.shown_page',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.id = shown_page.listing_id)',
  'publisher_id = base.publisher_id() or side_id = base.side_id()');
revoke update, delete on catalog.shown_page from stoa_app, stoa_wide;
