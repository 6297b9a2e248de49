-- Undo: the view as 0009 has it.
create or replace view identity.v_customer with (security_invoker = true) as
  select id, side_id, external_ref, name, closed_at, tier, created_at from identity.customer;
