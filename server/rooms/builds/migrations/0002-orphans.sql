-- Undo: drop table builds.orphan_artifact.
-- Stored artifacts that no release needs, since when: only what has been so for a day is removed, as a build stores its artifact before its release.
create table builds.orphan_artifact (
  digest text primary key,
  seen_at timestamptz not null
);
call base.guard('builds.orphan_artifact', 'false');
