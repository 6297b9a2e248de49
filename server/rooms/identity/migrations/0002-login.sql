-- Undo: drop table identity.login_guess, identity.login;
-- A terminal that asks to be signed in by a person at a page. Only hashes of its secret and of the short code are kept.
create table identity.login (
  id uuid primary key,
  secret_hash bytea not null unique,
  code_hash bytea not null unique,
  device text not null check (length(device) between 1 and 120),
  -- Where it was asked from: for the person who decides, and for the limit on asking.
  address text not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused', 'taken')),
  person_id uuid references identity.person,
  place_kind text check (place_kind in ('operator', 'side', 'publisher', 'customer')),
  place_id uuid,
  roles text[],
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check (state <> 'approved' or (person_id is not null and place_kind is not null and roles is not null))
);
create index login_address on identity.login (address, created_at);
create index login_expires on identity.login (expires_at);
alter table identity.login enable row level security;
grant select, insert, update, delete on identity.login to stoa_wide;

-- Codes that were not there, by who typed them: guessing is stopped.
create table identity.login_guess (
  person_id uuid not null references identity.person,
  at timestamptz not null
);
create index login_guess_person on identity.login_guess (person_id, at);
alter table identity.login_guess enable row level security;
grant select, insert, update, delete on identity.login_guess to stoa_wide;
