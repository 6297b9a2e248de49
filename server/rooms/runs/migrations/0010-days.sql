-- Undo: drop table runs.installation_day, runs.listing_day;
-- Ended work runs summed by day (UTC, by the run's end) and how they ended (`succeeded`, `cancelled` or a failure class), so that a host's pages read
-- days and never runs: of one installation, and of a listing, which is an integration at a side.
create table runs.installation_day (
  installation_id uuid not null,
  day date not null,
  result text not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  runs bigint not null,
  primary key (installation_id, day, result)
) with (fillfactor = 80);
create index installation_day_customer on runs.installation_day (customer_id, day);
create index installation_day_side on runs.installation_day (side_id, day);
create index installation_day_old on runs.installation_day (day);
call base.guard('runs.installation_day', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()', 'false');

create table runs.listing_day (
  side_id uuid not null,
  integration_id uuid not null,
  day date not null,
  result text not null,
  publisher_id uuid not null,
  runs bigint not null,
  primary key (side_id, integration_id, day, result)
) with (fillfactor = 80);
create index listing_day_old on runs.listing_day (day);
call base.guard('runs.listing_day', 'publisher_id = base.publisher_id() or side_id = base.side_id()', 'false');
