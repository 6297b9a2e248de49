-- Undo: delete from trust.secret where owner_kind = 'operator'; delete from trust.data_key where owner_kind = 'operator'; and put the two-kinded checks and policies back.
-- The operator's own secrets (a mail server's password): seen by stoa_wide only.
alter table trust.data_key drop constraint data_key_owner_kind_check, add constraint data_key_owner_kind_check check (owner_kind in ('customer', 'publisher', 'operator'));
alter table trust.secret drop constraint secret_owner_kind_check, add constraint secret_owner_kind_check check (owner_kind in ('customer', 'publisher', 'operator'));
alter policy scope on trust.data_key
  using (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() end)
  with check (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() end);
alter policy scope on trust.secret
  using (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() end)
  with check (owner_id = case owner_kind when 'customer' then base.customer_id() when 'publisher' then base.publisher_id() end);
