-- Undo: alter table webhooks.delivery drop column leased_until.
-- Until when whoever claimed it may be sending it; null when nobody is. Of one side only so many are sent at once.
alter table webhooks.delivery add column leased_until timestamptz;
create index delivery_leased on webhooks.delivery (side_id, endpoint_id) where leased_until is not null;
