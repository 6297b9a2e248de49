-- Undo: none is needed; the column in the view may stay.
create or replace view installs.v_installation with (security_invoker = true) as
  select id, side_id, customer_id, publisher_id, integration_id, listing_id, release_id, waiting_release_id, channel, name, state, schedule, zone, share_logs,
    created_at, removed_at, version from installs.installation;
