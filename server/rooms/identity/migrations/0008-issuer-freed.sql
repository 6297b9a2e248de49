-- Undo: drop function identity.free_issuer(text).
-- A side does not see the keys of the host's other side, and a name is free only when neither has any. The row is locked before it is looked
-- for keys, as whoever registers one holds it.
create function identity.free_issuer(issuer_name text) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform from identity.issuer i where i.name = issuer_name and i.host_id = base.host_id() for update;
  delete from identity.issuer i where i.name = issuer_name and i.host_id = base.host_id()
    and not exists (select from identity.side_key k where k.issuer = i.name and k.revoked_at is null)
    and not exists (select from identity.key_set s where s.issuer = i.name);
end $$;
revoke execute on function identity.free_issuer(text) from public;
grant execute on function identity.free_issuer(text) to stoa_app;
