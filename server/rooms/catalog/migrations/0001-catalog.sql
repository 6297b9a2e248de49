-- Undo: drop schema catalog cascade.
create schema catalog authorization stoa_owner;
grant usage on schema catalog to stoa_app, stoa_wide;

create table catalog.integration (
  id uuid primary key,
  publisher_id uuid not null references identity.publisher (id),
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 80),
  last_release int not null default 0,
  version bigint not null default 1,
  created_at timestamptz not null,
  unique (publisher_id, slug),
  unique (id, publisher_id)
);

create table catalog.release (
  id uuid primary key,
  integration_id uuid not null,
  publisher_id uuid not null,
  number int not null,
  version_text text not null check (length(version_text) between 1 and 80),
  contract text not null,
  manifest jsonb not null,
  artifact_digest text not null check (artifact_digest ~ '^[0-9a-f]{64}$'),
  artifact_bytes bigint not null,
  runtime jsonb not null,
  architecture text not null,
  commit_id text not null,
  ref text not null,
  build_id uuid,
  created_at timestamptz not null,
  unique (integration_id, number),
  unique (id, integration_id),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);
create index release_publisher on catalog.release (publisher_id, id);

create table catalog.channel (
  integration_id uuid not null,
  publisher_id uuid not null,
  name text not null check (name in ('stable', 'latest')),
  release_id uuid not null,
  moved_at timestamptz not null,
  primary key (integration_id, name),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id),
  foreign key (release_id, integration_id) references catalog.release (id, integration_id)
);

-- Which release `stable` has named, ever: where a rollback goes to.
create table catalog.stable_release (
  integration_id uuid not null,
  publisher_id uuid not null,
  release_id uuid not null,
  number int not null,
  primary key (integration_id, number),
  foreign key (release_id, integration_id) references catalog.release (id, integration_id)
);

-- title .. support are what is shown (until the first publication: what is being written); draft is what is being written.
create table catalog.listing (
  id uuid primary key,
  side_id uuid not null references identity.side (id),
  host_id uuid not null references identity.host (id),
  publisher_id uuid not null,
  publisher_name text not null,
  integration_id uuid not null,
  integration_slug text not null,
  state text not null check (state in ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
  title text not null,
  summary text not null,
  description text not null,
  categories text[] not null,
  support text not null,
  hosts text[] not null,
  draft jsonb not null,
  reason text,
  installs int not null default 0 check (installs >= 0),
  search tsvector not null default '',
  published_at timestamptz,
  created_at timestamptz not null,
  version bigint not null default 1,
  unique (side_id, integration_id),
  unique (id, side_id),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);
create index listing_side on catalog.listing (side_id, installs desc);
create index listing_publisher on catalog.listing (publisher_id);
create index listing_integration on catalog.listing (integration_id);

create table catalog.submission (
  id uuid primary key,
  listing_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  release_id uuid references catalog.release (id),
  state text not null check (state in ('waiting', 'failed', 'approved', 'rejected', 'taken_back')),
  content jsonb not null,
  checks jsonb not null,
  reason text,
  created_at timestamptz not null,
  decided_at timestamptz,
  foreign key (listing_id, side_id) references catalog.listing (id, side_id)
);
create unique index submission_waiting on catalog.submission (listing_id) where state = 'waiting';
create index submission_listing on catalog.submission (listing_id, id);

-- A customer (at_side) sees what was ever published at its side; who may write is narrower than who may read.
call base.guard('catalog.listing',
  'publisher_id = base.publisher_id() or side_id = base.side_id() or (side_id = base.at_side() and published_at is not null)',
  'publisher_id = base.publisher_id() or side_id = base.side_id()');
call base.guard('catalog.submission', 'publisher_id = base.publisher_id() or side_id = base.side_id()');
-- The listing's own policy decides inside these subqueries who else may see an integration and its releases.
call base.guard('catalog.integration',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.integration_id = integration.id)', 'publisher_id = base.publisher_id()');
call base.guard('catalog.release',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.integration_id = release.integration_id)', 'publisher_id = base.publisher_id()');
call base.guard('catalog.channel',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.integration_id = channel.integration_id)', 'publisher_id = base.publisher_id()');
call base.guard('catalog.stable_release', 'publisher_id = base.publisher_id()');

-- A release never changes; nothing here is ever deleted.
revoke update, delete on catalog.release, catalog.stable_release from stoa_app, stoa_wide;
revoke delete on catalog.integration, catalog.channel, catalog.listing, catalog.submission from stoa_app, stoa_wide;

create view catalog.v_integration with (security_invoker = true) as
  select id, publisher_id, slug, name, created_at from catalog.integration;
create view catalog.v_release with (security_invoker = true) as
  select id, integration_id, publisher_id, number, version_text, contract, manifest, artifact_digest, runtime, architecture, created_at from catalog.release;
create view catalog.v_channel with (security_invoker = true) as
  select integration_id, publisher_id, name, release_id, moved_at from catalog.channel;
create view catalog.v_listing with (security_invoker = true) as
  select id, side_id, host_id, publisher_id, publisher_name, integration_id, integration_slug, state, title, summary, hosts, published_at from catalog.listing;
grant select on catalog.v_integration, catalog.v_release, catalog.v_channel, catalog.v_listing to stoa_app, stoa_wide;
