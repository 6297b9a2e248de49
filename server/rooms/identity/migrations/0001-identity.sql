-- Undo: drop schema identity cascade.
create schema identity authorization stoa_owner;
grant usage on schema identity to stoa_app, stoa_wide;

create table identity.host (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null check (length(name) between 1 and 120),
  -- Colours and fonts for the shop, as design tokens.
  look jsonb not null default '{}',
  -- Exact origins that may frame our pages.
  origins text[] not null default '{}',
  version bigint not null default 1,
  created_at timestamptz not null
);

create table identity.side (
  id uuid primary key,
  host_id uuid not null references identity.host,
  kind text not null check (kind in ('test', 'live')),
  clock_offset_ms bigint not null default 0,
  unique (host_id, kind),
  unique (id, host_id)
);

-- Public keys a host signs its people's tokens with; two live ones let it rotate.
create table identity.side_key (
  id uuid primary key,
  side_id uuid not null references identity.side,
  kid text not null,
  issuer text not null,
  jwk jsonb not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  unique (issuer, kid)
);
call base.guard('identity.side_key', 'side_id = base.side_id()');

-- A token's jti works once; rows go after the token could not be valid any more.
create table identity.used_jti (
  side_id uuid not null references identity.side,
  jti text not null,
  expires_at timestamptz not null,
  primary key (side_id, jti)
);
create index used_jti_expires on identity.used_jti (expires_at);
call base.guard('identity.used_jti', 'side_id = base.at_side()');

create table identity.publisher (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null check (length(name) between 1 and 120),
  version bigint not null default 1,
  created_at timestamptz not null
);

-- A publisher at a host: each host admits it apart.
create table identity.admission (
  publisher_id uuid not null references identity.publisher,
  host_id uuid not null references identity.host,
  admitted_at timestamptz not null,
  primary key (publisher_id, host_id)
);
call base.guard('identity.admission', 'publisher_id = base.publisher_id() or host_id = base.host_id()', 'host_id = base.host_id()');
call base.guard('identity.side', 'host_id = base.host_id() or id = base.at_side()
  or exists (select from identity.admission a where a.host_id = side.host_id and a.publisher_id = base.publisher_id())', 'host_id = base.host_id()');
call base.guard('identity.host', 'id = base.host_id() or exists (select from identity.side s where s.host_id = host.id and s.id = base.at_side())
  or exists (select from identity.admission a where a.host_id = host.id and a.publisher_id = base.publisher_id())', 'id = base.host_id()');
call base.guard('identity.publisher', 'id = base.publisher_id() or exists (select from identity.admission a where a.publisher_id = publisher.id and a.host_id = base.host_id())', 'id = base.publisher_id()');

create table identity.customer (
  id uuid primary key,
  side_id uuid not null references identity.side,
  -- The host's own name for it, as its tokens say.
  external_ref text not null,
  name text not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  unique (side_id, external_ref),
  unique (id, side_id)
);
call base.guard('identity.customer', 'id = base.customer_id() or side_id = base.side_id()');

-- A customer's person is (side, subject); people of hosts, publishers and the operator sign in by link and are known by e-mail.
create table identity.person (
  id uuid primary key,
  side_id uuid references identity.side,
  subject text,
  email text,
  name text not null,
  created_at timestamptz not null,
  check ((side_id is null) = (subject is null)),
  check (side_id is not null or email is not null)
);
create unique index person_subject on identity.person (side_id, subject) where side_id is not null;
create unique index person_email on identity.person (lower(email)) where side_id is null;

-- A role in one tenant; exactly one tenant column, none for an operator.
create table identity.membership (
  id uuid primary key,
  person_id uuid not null references identity.person,
  role text not null check (role in ('operator', 'host_owner', 'host_reviewer', 'host_support', 'publisher_owner', 'publisher_developer',
    'customer_owner', 'customer_configurer', 'customer_viewer')),
  host_id uuid references identity.host,
  publisher_id uuid references identity.publisher,
  customer_id uuid references identity.customer,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (num_nonnulls(host_id, publisher_id, customer_id) = case when role = 'operator' then 0 else 1 end),
  check (case when role like 'host_%' then host_id when role like 'publisher_%' then publisher_id when role like 'customer_%' then customer_id
    else person_id end is not null)
);
create unique index membership_once on identity.membership
  (person_id, role, coalesce(host_id, publisher_id, customer_id, '00000000-0000-0000-0000-000000000000')) where ended_at is null;
create index membership_host on identity.membership (host_id) where host_id is not null;
create index membership_publisher on identity.membership (publisher_id) where publisher_id is not null;
create index membership_customer on identity.membership (customer_id) where customer_id is not null;
call base.guard('identity.membership', 'host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()');
call base.guard('identity.person', 'side_id = base.side_id() or exists (select from identity.membership m where m.person_id = person.id)');

-- A browser's session: only the hash of its secret is kept.
create table identity.session (
  id uuid primary key,
  person_id uuid not null references identity.person,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
alter table identity.session enable row level security;
grant select, insert, update, delete on identity.session to stoa_wide;

-- A token for programs: one tenant, its roles, shown once.
create table identity.token (
  id uuid primary key,
  name text not null,
  secret_hash bytea not null unique,
  hint text not null,
  roles text[] not null,
  side_id uuid references identity.side,
  host_id uuid references identity.host,
  publisher_id uuid references identity.publisher,
  customer_id uuid references identity.customer,
  created_by uuid references identity.person,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
call base.guard('identity.token', 'host_id = base.host_id() or publisher_id = base.publisher_id() or customer_id = base.customer_id()');

-- A one-time link: signs in a person, or invites one to a role. Only the code's hash is kept.
create table identity.link (
  id uuid primary key,
  kind text not null check (kind in ('sign_in', 'invite')),
  code_hash bytea not null unique,
  person_id uuid references identity.person,
  role text,
  host_id uuid references identity.host,
  publisher_id uuid references identity.publisher,
  -- An invited publisher that is not there yet is made when the link is spent, and admitted by this host.
  publisher_name text,
  email text,
  created_by uuid references identity.person,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz,
  spent_by uuid references identity.person
);
call base.guard('identity.link', 'host_id = base.host_id() or publisher_id = base.publisher_id()');

-- What higher rooms may read.
create view identity.v_side with (security_invoker = true) as
  select s.id, s.host_id, s.kind, s.clock_offset_ms, h.slug as host_slug, h.name as host_name from identity.side s join identity.host h on h.id = s.host_id;
create view identity.v_publisher with (security_invoker = true) as select id, slug, name from identity.publisher;
create view identity.v_customer with (security_invoker = true) as select id, side_id, external_ref, name from identity.customer;
create view identity.v_admission with (security_invoker = true) as select publisher_id, host_id from identity.admission;
create view identity.v_person with (security_invoker = true) as select id, side_id, name, email from identity.person;
grant select on identity.v_side, identity.v_publisher, identity.v_customer, identity.v_admission, identity.v_person to stoa_app, stoa_wide;
