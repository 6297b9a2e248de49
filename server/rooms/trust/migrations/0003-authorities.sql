-- Undo: drop table trust.authority;
-- The certificate authority of a host's test side: it vouches for simulators, inside boxes of that side and nowhere else.
create table trust.authority (
  side_id uuid primary key references identity.side (id),
  certificate text not null,
  -- The private key (PKCS #8), sealed with the deployment key; the side's id is the associated data.
  wrapped_key bytea not null,
  created_at timestamptz not null
);
call base.guard('trust.authority', 'side_id = base.side_id()');
