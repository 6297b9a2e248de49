-- Undo: drop schema trust cascade.
create schema trust authorization stoa_owner;
grant usage on schema trust to stoa_app, stoa_wide;

-- One AES-256 key per owner (a customer, or a publisher), wrapped by the deployment key.
create table trust.data_key (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('customer', 'publisher')),
  owner_id uuid not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  unique (owner_kind, owner_id)
);
call base.guard('trust.data_key', 'owner_id = case owner_kind when ''customer'' then base.customer_id() else base.publisher_id() end');

create table trust.secret (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('customer', 'publisher')),
  owner_id uuid not null,
  data_key_id uuid not null references trust.data_key,
  name text not null,
  -- nonce (12) + ciphertext + tag (16); owner and secret id are the associated data.
  sealed bytea not null,
  created_at timestamptz not null
);
create index secret_owner on trust.secret (owner_id);
call base.guard('trust.secret', 'owner_id = case owner_kind when ''customer'' then base.customer_id() else base.publisher_id() end');
