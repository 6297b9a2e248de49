-- Undo: drop view identity.v_member;
-- Who belongs to a customer just now, for higher rooms.
create view identity.v_member with (security_invoker = true) as
  select customer_id, person_id, role from identity.membership where ended_at is null and customer_id is not null;
grant select on identity.v_member to stoa_app, stoa_wide;
