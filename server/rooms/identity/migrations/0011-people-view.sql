-- Undo: drop view identity.v_customer_person;
create view identity.v_customer_person with (security_invoker = true) as
  select distinct customer_id, person_id from identity.membership where customer_id is not null and ended_at is null;
grant select on identity.v_customer_person to stoa_app, stoa_wide;
