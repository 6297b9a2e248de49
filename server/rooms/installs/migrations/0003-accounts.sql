-- Undo: drop table installs.account;
-- The connection an installation uses for each account its manifest declares.
create table installs.account (
  installation_id uuid not null,
  customer_id uuid not null,
  name text not null,
  connection_id uuid not null,
  primary key (installation_id, name),
  foreign key (installation_id, customer_id) references installs.installation (id, customer_id),
  foreign key (connection_id, customer_id) references connections.connection (id, customer_id)
);
create index account_connection on installs.account (connection_id);
call base.guard('installs.account', 'customer_id = base.customer_id()');
