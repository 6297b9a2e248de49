-- Undo: delete from trust.secret where owner_kind = 'side'; delete from trust.data_key where owner_kind = 'side'; alter table trust.data_key drop column rotated_at; and put the three-kinded checks and policies back.
-- Secrets of a host's side (its OAuth apps), and when an owner's data key was last made anew.
alter table trust.data_key drop constraint data_key_owner_kind_check, add constraint data_key_owner_kind_check check (owner_kind in ('customer', 'publisher', 'operator', 'side'));
alter table trust.secret drop constraint secret_owner_kind_check, add constraint secret_owner_kind_check check (owner_kind in ('customer', 'publisher', 'operator', 'side'));
alter table trust.data_key add column rotated_at timestamptz;
alter policy scope on trust.data_key
  using (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() when 'side' then base.side_id() end)
  with check (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() when 'side' then base.side_id() end);
alter policy scope on trust.secret
  using (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() when 'side' then base.side_id() end)
  with check (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() when 'side' then base.side_id() end);
