-- Undo: drop index installs.installation_resume; alter table installs.installation drop column paused_at, drop column resume_at, after the view is as 0009 has it.
-- Since when it is paused, and when it goes on by itself; null: when somebody resumes it.
alter table installs.installation add column paused_at timestamptz, add column resume_at timestamptz;
create index installation_resume on installs.installation (resume_at) where resume_at is not null;
create or replace view installs.v_installation with (security_invoker = true) as
  select id, side_id, customer_id, publisher_id, integration_id, listing_id, release_id, waiting_release_id, channel, name, state, schedule, zone, share_logs,
    created_at, removed_at, version, resume_at from installs.installation;
