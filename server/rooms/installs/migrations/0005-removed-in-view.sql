-- Undo: the view as 0001 has it.
create or replace view installs.v_installation with (security_invoker = true) as
  select id, side_id, customer_id, publisher_id, integration_id, listing_id, release_id, waiting_release_id, channel, name, state, schedule, zone, share_logs,
    created_at, removed_at from installs.installation;
create index installation_removed on installs.installation (side_id, removed_at) where removed_at is not null;
