-- Undo: drop table installs.consent;
-- Who agreed to what, when, and to which release's manifest: written once, never changed.
create table installs.consent (
  id uuid primary key,
  installation_id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  way text not null check (way in ('install', 'upgrade', 'allow')),
  release_id uuid not null,
  release_version text not null,
  -- SHA-256 over the release's manifest, keys in order.
  manifest_digest text not null,
  consent_digest text not null,
  asks jsonb not null,
  actor_kind text not null,
  actor_id uuid,
  at timestamptz not null,
  foreign key (installation_id, customer_id) references installs.installation (id, customer_id)
);
create index consent_installation on installs.consent (installation_id, id);
call base.guard('installs.consent', 'customer_id = base.customer_id()');
revoke update, delete on installs.consent from stoa_app;
