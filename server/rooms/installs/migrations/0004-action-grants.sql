-- Undo: drop table installs.action_grant;
-- What a customer allows an installation to do in the host's product: an action and the scopes it covered when that was agreed to.
create table installs.action_grant (
  installation_id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  action text not null,
  scopes text[] not null,
  granted_at timestamptz not null,
  revoked_at timestamptz,
  primary key (installation_id, action),
  foreign key (installation_id, customer_id) references installs.installation (id, customer_id)
);
create index action_grant_side on installs.action_grant (side_id, action) where revoked_at is null;
call base.guard('installs.action_grant', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()', 'customer_id = base.customer_id()');
