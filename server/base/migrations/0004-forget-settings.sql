-- Undo: drop function base.forget_settings(uuid), base.erase_settings(uuid, uuid);
-- No role may change the audit. What leaves it are the values a customer entered, with the installation they were for; that they were changed, by
-- whom and when, stays.
create function base.erase_settings(tenant uuid, installation uuid) returns bigint language sql security definer set search_path = pg_catalog as $$
  with erased as (
    update base.audit a set
      before = (select jsonb_object_agg(key, case when value = 'null' then value else '"(erased)"' end) from jsonb_each(a.before)),
      after = (select jsonb_object_agg(key, case when value = 'null' then value else '"(erased)"' end) from jsonb_each(a.after))
    where a.customer_id = tenant and a.subject = installation and a.verb = 'installation.settings' returning 1)
  select count(*) from erased
$$;
revoke execute on function base.erase_settings(uuid, uuid) from public;

-- Of the customer whose scope it is.
create function base.forget_settings(installation uuid) returns bigint language sql security definer set search_path = pg_catalog as $$
  select base.erase_settings(base.customer_id(), installation)
$$;
revoke execute on function base.forget_settings(uuid) from public;
grant execute on function base.forget_settings(uuid) to stoa_app;
