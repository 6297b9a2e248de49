-- Undo: drop schema alerts cascade.
create schema alerts authorization stoa_owner;
grant usage on schema alerts to stoa_app, stoa_wide;

-- What is watched: since when it is bad, or good again. The alert opens and closes only after a while of either.
create table alerts.condition (
  name text primary key,
  bad boolean not null,
  since timestamptz not null,
  judged_at timestamptz not null
);

create table alerts.alert (
  id uuid primary key,
  condition text not null,
  severity text not null check (severity in ('critical', 'warning')),
  title text not null,
  text text not null,
  fix text not null,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  closed_at timestamptz,
  version bigint not null default 1
);
-- Whoever judges at the same moment, one alert of a condition is open.
create unique index alert_open on alerts.alert (condition) where closed_at is null;

-- Who is told, and by which way. What a stranger could use stands in the secret: password, signing secret, the address whole.
create table alerts.channel (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  kind text not null check (kind in ('mail', 'webhook', 'ping')),
  settings jsonb not null,
  secret_id uuid,
  -- When a ping is next sent; null for the others.
  due_at timestamptz,
  last_ok_at timestamptz,
  failing_since timestamptz,
  error text,
  version bigint not null default 1,
  created_at timestamptz not null
);
create index channel_due on alerts.channel (due_at) where due_at is not null;

-- One telling, tried again until it was taken; attempts fences whoever sends it. The name stays when the channel is removed.
create table alerts.notification (
  id uuid primary key,
  alert_id uuid references alerts.alert (id) on delete cascade,
  channel_id uuid references alerts.channel (id) on delete set null,
  channel_name text not null,
  kind text not null check (kind in ('opened', 'closed', 'test')),
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  due_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  error text,
  unique (alert_id, channel_id, kind)
);
create index notification_due on alerts.notification (due_at) where state = 'waiting';
create index notification_alert on alerts.notification (alert_id);

-- The operator's alone: the policy lets no tenant in.
call base.guard('alerts.condition', 'false');
call base.guard('alerts.alert', 'false');
call base.guard('alerts.channel', 'false');
call base.guard('alerts.notification', 'false');
