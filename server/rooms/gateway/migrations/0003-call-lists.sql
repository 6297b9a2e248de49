-- Undo: drop index gateway.call_customer, gateway.call_publisher, gateway.call_side.
create index call_customer on gateway.call (customer_id, id);
create index call_publisher on gateway.call (publisher_id, id);
create index call_side on gateway.call (side_id, id);
