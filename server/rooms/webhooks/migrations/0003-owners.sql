-- Undo: drop column customer_id and owner_id of the three, once no endpoint has a customer; the policies as 0001 has them.
-- An address may be a customer's own: it is told that customer's notices, and its host sees nothing of it. No customer: it is the host's.
-- Whose it is stands in the keys, so that nothing of one owner can be written to an address of another.
alter table webhooks.endpoint add column customer_id uuid, add column owner_id uuid not null generated always as (coalesce(customer_id, side_id)) stored;
alter table webhooks.message add column customer_id uuid, add column owner_id uuid not null generated always as (coalesce(customer_id, side_id)) stored;
alter table webhooks.delivery add column customer_id uuid, add column owner_id uuid not null generated always as (coalesce(customer_id, side_id)) stored;
alter table webhooks.endpoint add unique (id, owner_id);
alter table webhooks.message add unique (id, owner_id);
alter table webhooks.delivery add foreign key (endpoint_id, owner_id) references webhooks.endpoint (id, owner_id),
  add foreign key (message_id, owner_id) references webhooks.message (id, owner_id) on delete cascade;
create index endpoint_owner on webhooks.endpoint (owner_id) where removed_at is null;
create index delivery_owner on webhooks.delivery (owner_id, id);
drop index webhooks.endpoint_side, webhooks.delivery_side;
alter policy scope on webhooks.endpoint using (owner_id = base.customer_id() or owner_id = base.side_id())
  with check (owner_id = base.customer_id() or owner_id = base.side_id());
alter policy scope on webhooks.message using (owner_id = base.customer_id() or owner_id = base.side_id())
  with check (owner_id = base.customer_id() or owner_id = base.side_id());
alter policy scope on webhooks.delivery using (owner_id = base.customer_id() or owner_id = base.side_id())
  with check (owner_id = base.customer_id() or owner_id = base.side_id());
