-- Undo: drop index signin.provider_once_each; alter policy scope on signin.provider using (host_id = base.host_id()) with check (host_id = base.host_id()); delete from signin.provider where publisher_id is not null; alter table signin.provider drop column publisher_id; (and provider_once as before)
alter table signin.provider add column publisher_id uuid references identity.publisher;
alter table signin.provider add check (host_id is null or publisher_id is null);
create unique index provider_once_each on signin.provider (coalesce(host_id, publisher_id, '00000000-0000-0000-0000-000000000000'), issuer) where removed_at is null;
drop index signin.provider_once;
alter policy scope on signin.provider using (host_id = base.host_id() or publisher_id = base.publisher_id())
  with check (host_id = base.host_id() or publisher_id = base.publisher_id());
