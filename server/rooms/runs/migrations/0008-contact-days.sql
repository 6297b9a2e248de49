-- Undo: drop table runs.contact_day;
-- What the runs of an integration at a side reached, a row a day and declared host. `declared` is the manifest's own line, so that no customer's server
-- is named to another; '' stands for names that were looked up and are not declared.
create table runs.contact_day (
  integration_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  day date not null,
  declared text not null,
  runs bigint not null,
  connections bigint not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  refused bigint not null,
  primary key (integration_id, side_id, day, declared)
);
create index contact_day_old on runs.contact_day (day);
call base.guard('runs.contact_day', 'publisher_id = base.publisher_id() or side_id = base.side_id() or side_id = base.at_side()', 'false');
