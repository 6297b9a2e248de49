-- Undo: drop view installs.v_widened; alter table installs.action_grant drop column widened_at;
-- Since when the host's action covers more than the customer agreed to: it is refused until they do.
alter table installs.action_grant add column widened_at timestamptz;
create index action_grant_widened on installs.action_grant (installation_id) where widened_at is not null;
create view installs.v_widened with (security_invoker = true) as
  select installation_id, side_id, customer_id, publisher_id, action from installs.action_grant where widened_at is not null;
grant select on installs.v_widened to stoa_app, stoa_wide;
