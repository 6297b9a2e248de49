-- Undo: drop table identity.domain.
-- A name of a host's own at which one of its sides is served, from when its DNS says that it is the host's.
create table identity.domain (
  id uuid primary key,
  side_id uuid not null references identity.side,
  name text not null check (length(name) between 3 and 253),
  -- What the TXT record has to say.
  proof text not null,
  -- Since when the record is known; a later look that does not find it takes nothing away.
  proven_at timestamptz,
  -- Since when requests to the name come here: from then on links lead to it.
  leads_at timestamptz,
  -- Since when the record is not there any more.
  failing_at timestamptz,
  -- What was wrong at the last look, and what mends it.
  problem text,
  fix text,
  checked_at timestamptz,
  due_at timestamptz not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  unique (side_id, name)
);
-- Anybody may wait for a name; it is one side's at a time.
create unique index domain_proven on identity.domain (name) where proven_at is not null;
create index domain_due on identity.domain (due_at);
create index domain_leads on identity.domain (side_id, leads_at) where leads_at is not null;
call base.guard('identity.domain', 'side_id = base.side_id() or side_id = base.at_side()', 'side_id = base.side_id()');
