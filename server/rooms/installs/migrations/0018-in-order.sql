-- Undo: drop index installs.installation_customer_name, installs.installation_publisher_name, installs.installation_side_name, installs.installation_name, installs.installation_waits_customer, installs.installation_waits_publisher, installs.installation_waits_side; alter table installs.installation drop column sort_name, after the view is as 0011 has it.
-- Lists are ordered by name. A column, since a policy lets no index be asked by a function of one.
alter table installs.installation add column sort_name text generated always as (lower(name)) stored;
create index installation_customer_name on installs.installation (customer_id, sort_name, id);
create index installation_publisher_name on installs.installation (publisher_id, sort_name, id);
create index installation_side_name on installs.installation (side_id, sort_name, id);
create index installation_name on installs.installation (sort_name, id);
-- Those that are not set up, or wait for a yes to a release.
create index installation_waits_customer on installs.installation (customer_id) where state = 'draft' or (waiting_release_id is not null and state <> 'removed');
create index installation_waits_publisher on installs.installation (publisher_id) where state = 'draft' or (waiting_release_id is not null and state <> 'removed');
create index installation_waits_side on installs.installation (side_id) where state = 'draft' or (waiting_release_id is not null and state <> 'removed');
create or replace view installs.v_installation with (security_invoker = true) as
  select id, side_id, customer_id, publisher_id, integration_id, listing_id, release_id, waiting_release_id, channel, name, state, schedule, zone, share_logs,
    created_at, removed_at, version, resume_at, sort_name, erased_at from installs.installation;
