-- Undo: drop view runs.v_installation_day; drop view runs.v_listing_day;
create view runs.v_installation_day with (security_invoker = true) as
  select installation_id, day, result, side_id, customer_id, publisher_id, runs from runs.installation_day;
create view runs.v_listing_day with (security_invoker = true) as select side_id, integration_id, day, result, publisher_id, runs from runs.listing_day;
grant select on runs.v_installation_day, runs.v_listing_day to stoa_app, stoa_wide;
