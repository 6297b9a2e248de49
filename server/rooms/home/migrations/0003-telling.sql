-- Undo: drop table home.mute; drop table home.reader; alter table home.notice drop column told_at;
-- When it was handed on to people's mail; what was there before is told no more.
alter table home.notice add column told_at timestamptz;
update home.notice set told_at = at;
create index notice_untold on home.notice (id) where told_at is null;

-- How a person wants to be told, and what they have seen.
create table home.reader (
  customer_id uuid not null,
  person_id uuid not null,
  side_id uuid not null,
  seen_id uuid not null default '00000000-0000-0000-0000-000000000000',
  product text not null default 'now' check (product in ('now', 'off')),
  mail text not null default 'now' check (mail in ('now', 'daily', 'off')),
  language text not null default 'en' check (language in ('en', 'de')),
  -- The next daily mail, and from when it tells.
  digest_due_at timestamptz,
  digest_since timestamptz,
  primary key (customer_id, person_id)
);
create index reader_digest on home.reader (digest_due_at) where digest_due_at is not null;
call base.guard('home.reader', 'customer_id = base.customer_id()');

-- Installations a person wants to hear nothing of; null: for good.
create table home.mute (
  customer_id uuid not null,
  person_id uuid not null,
  installation_id uuid not null,
  until timestamptz,
  primary key (customer_id, person_id, installation_id)
);
call base.guard('home.mute', 'customer_id = base.customer_id()');
