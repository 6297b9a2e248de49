-- Undo: drop table runs.event_day, runs.event_seen, runs.event_address;
-- One address for the events of all accounts that an integration's customers at a side have at a provider.
create table runs.event_address (
  id uuid primary key,
  side_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  listing_id uuid not null,
  provider text not null,
  -- Whose app at the provider it is.
  owner text not null check (owner in ('side', 'publisher')),
  title text not null,
  created_at timestamptz not null,
  removed_at timestamptz
);
create unique index event_address_once on runs.event_address (listing_id, provider, owner) where removed_at is null;
create index event_address_side on runs.event_address (side_id, id) where owner = 'side' and removed_at is null;
create index event_address_publisher on runs.event_address (publisher_id, id) where owner = 'publisher' and removed_at is null;
call base.guard('runs.event_address', '(owner = ''side'' and side_id = base.side_id()) or (owner = ''publisher'' and publisher_id = base.publisher_id())');

-- Events that came, by what is signed of each: the same one again changes nothing.
create table runs.event_seen (
  address_id uuid not null references runs.event_address,
  key bytea not null,
  received_at timestamptz not null,
  primary key (address_id, key)
);
create index event_seen_received on runs.event_seen (received_at);
grant select, insert, update, delete on runs.event_seen to stoa_wide;

-- What became of them, by day: counts only. In shards, so that events of one address do not wait for each other.
create table runs.event_day (
  address_id uuid not null references runs.event_address,
  day date not null,
  outcome text not null check (outcome in ('delivered', 'repeated', 'unknown', 'full', 'refused')),
  shard smallint not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (address_id, day, outcome, shard)
);
create index event_day_day on runs.event_day (day);
call base.guard('runs.event_day', 'exists (select from runs.event_address a where a.id = address_id)');
