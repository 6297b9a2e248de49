-- Undo: drop table catalog.simulator;
-- Servers that answer in place of hosts the integration calls, on test sides only. Its publisher names them.
create table catalog.simulator (
  integration_id uuid not null,
  publisher_id uuid not null,
  host text not null,
  port int not null check (port between 1 and 65535),
  address text not null check (length(address) between 1 and 300),
  set_at timestamptz not null,
  primary key (integration_id, host, port),
  foreign key (integration_id, publisher_id) references catalog.integration (id, publisher_id)
);
call base.guard('catalog.simulator',
  'publisher_id = base.publisher_id() or exists (select from catalog.listing l where l.integration_id = simulator.integration_id)', 'publisher_id = base.publisher_id()');
