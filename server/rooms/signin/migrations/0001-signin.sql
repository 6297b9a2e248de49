-- Undo: drop schema signin cascade.
create schema signin authorization stoa_owner;
grant usage on schema signin to stoa_app, stoa_wide;

-- An OpenID provider that people of consoles sign in with: the operator's (no host) for all, a host's for its own people.
create table signin.provider (
  id uuid primary key,
  host_id uuid references identity.host,
  -- Whose data key seals the client secret: the side it was entered at, or the operator's.
  side_id uuid references identity.side,
  name text not null check (length(name) between 1 and 60),
  issuer text not null,
  client_id text not null,
  secret_id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  removed_at timestamptz,
  check ((host_id is null) = (side_id is null))
);
create unique index provider_once on signin.provider (coalesce(host_id, '00000000-0000-0000-0000-000000000000'), issuer) where removed_at is null;
call base.guard('signin.provider', 'host_id = base.host_id()');

-- Who a provider's subject is here. Made when an invited person first signs in with it, never by e-mail.
create table signin.subject (
  provider_id uuid not null references signin.provider,
  subject text not null,
  person_id uuid not null references identity.person,
  created_at timestamptz not null,
  primary key (provider_id, subject)
);
call base.guard('signin.subject', 'false');

-- A sign-in under way. The browser's secret is in its cookie alone; state, nonce and verifier are derived from it.
create table signin.flow (
  id uuid primary key,
  provider_id uuid not null references signin.provider,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz
);
create index flow_expires on signin.flow (expires_at);
call base.guard('signin.flow', 'false');
