-- Undo: drop schema builds cascade.
create schema builds authorization stoa_owner;
grant usage on schema builds to stoa_app, stoa_wide;

create table builds.build (
  id uuid primary key,
  integration_id uuid not null,
  publisher_id uuid not null,
  number int not null,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cause text not null check (cause in ('push', 'tag', 'request')),
  ref text not null,
  commit_id text not null check (commit_id ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  -- Who asked: a person's or a token's id.
  asked_by uuid,
  -- Set when the tree was read: builds of the main line write the cache, see the build secrets and move `latest`.
  main_line boolean,
  step text,
  -- {step, what, why, fix, lines}: why it failed.
  failure jsonb,
  reason text,
  release_id uuid references catalog.release (id),
  attempt int not null default 0,
  cancel_asked boolean not null default false,
  lease_until timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  unique (integration_id, number),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);
create unique index build_running on builds.build (integration_id) where state = 'running';
create index build_queued on builds.build (id) where state = 'queued';
create index build_lease on builds.build (lease_until) where state = 'running';
create index build_publisher on builds.build (publisher_id, id);

-- Values publishers give to their builds or runs. The value is a secret of the room trust; nothing here shows it.
create table builds.integration_secret (
  integration_id uuid not null,
  publisher_id uuid not null,
  purpose text not null check (purpose in ('build', 'run')),
  name text not null check (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$'),
  secret_id uuid not null,
  updated_at timestamptz not null,
  primary key (integration_id, purpose, name),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);

-- Pieces of a build's log, as server/base/logs keeps them; of the newest attempt.
create table builds.log_chunk (
  build_id uuid not null references builds.build (id),
  publisher_id uuid not null,
  attempt int not null,
  seq int not null,
  first_line bigint not null,
  lines bigint not null,
  first_at timestamptz not null,
  raw_bytes bigint not null,
  stored_bytes bigint not null,
  hash text not null,
  blob_key text,
  inline bytea,
  primary key (build_id, attempt, seq),
  check ((blob_key is null) <> (inline is null))
);

call base.guard('builds.log_chunk', 'publisher_id = base.publisher_id()');
call base.guard('builds.build', 'publisher_id = base.publisher_id()');
call base.guard('builds.integration_secret', 'publisher_id = base.publisher_id()');
revoke delete on builds.build from stoa_app, stoa_wide;

create view builds.v_build with (security_invoker = true) as
  select id, integration_id, publisher_id, number, state, ref, commit_id, release_id, created_at, finished_at from builds.build;
grant select on builds.v_build to stoa_app, stoa_wide;
