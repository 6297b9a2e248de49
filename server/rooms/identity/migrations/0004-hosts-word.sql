-- Undo: drop table identity.key_set, identity.issuer; alter table identity.membership drop column groups, drop column barred_at;
--   alter table identity.customer drop column tier, drop column hidden_listings, drop column install_cap, drop column closed_at.

-- A name that tokens carry as iss belongs to the host that first used it, so that no other host can stand in its way.
create table identity.issuer (
  name text primary key,
  host_id uuid not null references identity.host
);
insert into identity.issuer (name, host_id)
  select distinct on (k.issuer) k.issuer, s.host_id from identity.side_key k join identity.side s on s.id = k.side_id order by k.issuer, k.created_at;
call base.guard('identity.issuer', 'host_id = base.host_id()');

-- Keys a host publishes at an address of its own. What was fetched is kept here, so every process knows it.
create table identity.key_set (
  id uuid primary key,
  side_id uuid not null references identity.side,
  issuer text not null unique references identity.issuer,
  url text not null,
  -- Public JWKs with kid and alg.
  keys jsonb not null default '[]',
  -- The last good answer; the last time somebody began to ask; the last time somebody was done with asking.
  fetched_at timestamptz,
  tried_at timestamptz,
  settled_at timestamptz,
  error text,
  created_at timestamptz not null
);
create index key_set_side on identity.key_set (side_id);
call base.guard('identity.key_set', 'side_id = base.side_id()');

-- What a host says of a customer, by its tokens or by provisioning.
alter table identity.customer
  add column tier text,
  add column hidden_listings uuid[] not null default '{}',
  add column install_cap int check (install_cap >= 0),
  add column closed_at timestamptz;

-- The host's groups of this person at this customer; and that the host ended the access, which no sign-in gives back.
alter table identity.membership
  add column groups text[] not null default '{}',
  add column barred_at timestamptz;
create index membership_person on identity.membership (person_id, customer_id);

-- A host provisions the people of its customers, so a side sees their roles, tokens and, to end them, sessions.
alter policy scope on identity.membership
  using (host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()
    or exists (select from identity.customer c where c.id = customer_id and c.side_id = base.side_id()))
  with check (host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()
    or exists (select from identity.customer c where c.id = customer_id and c.side_id = base.side_id()));
alter policy scope on identity.token
  using (host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()
    or exists (select from identity.customer c where c.id = customer_id and c.side_id = base.side_id()))
  with check (host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()
    or exists (select from identity.customer c where c.id = customer_id and c.side_id = base.side_id()));
create policy ends on identity.session for update to stoa_app
  using (exists (select from identity.person p where p.id = person_id and p.side_id = base.side_id())) with check (ended_at is not null);
create policy ended on identity.session for select to stoa_app
  using (exists (select from identity.person p where p.id = person_id and p.side_id = base.side_id()));
grant select (id, person_id, ended_at), update (ended_at) on identity.session to stoa_app;
