-- Undo: drop table trust.signing_key;
-- What Stoa signs its requests to a host's API with: keys of each side's own, so that a token for one host is never good at another.
create table trust.signing_key (
  side_id uuid not null references identity.side (id),
  kid text not null,
  public_jwk jsonb not null,
  -- The private key (PKCS #8), sealed with the deployment key; side and kid are the associated data.
  wrapped_key bytea not null,
  created_at timestamptz not null,
  -- Signs nothing from here on; published until everything it signed has ended.
  retired_at timestamptz,
  primary key (side_id, kid)
);
call base.guard('trust.signing_key', 'side_id = base.side_id()');
