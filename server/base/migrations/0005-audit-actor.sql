-- Undo: drop index base.audit_customer_actor, base.audit_publisher_actor, base.audit_side_actor, base.audit_actor;
-- What one of a tenant's people or programs did, and who did anything.
create index audit_customer_actor on base.audit (customer_id, actor_id, id) where customer_id is not null and actor_id is not null;
create index audit_publisher_actor on base.audit (publisher_id, actor_id, id) where publisher_id is not null and actor_id is not null;
create index audit_side_actor on base.audit (side_id, actor_id, id) where side_id is not null and actor_id is not null;
create index audit_actor on base.audit (actor_id, id) where actor_id is not null;
