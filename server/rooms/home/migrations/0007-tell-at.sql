-- Undo: drop index home.notice_tell, home.notice_held; alter table home.notice drop column tell_at; create index notice_untold on home.notice (id) where told_at is null;
-- From when it may be handed on to mail: one that fails and recovers again and again is told of once an hour.
alter table home.notice add column tell_at timestamptz not null default '-infinity';
create index notice_tell on home.notice (tell_at, id) where told_at is null;
create index notice_held on home.notice (installation_id) where told_at is null;
drop index home.notice_untold;
