-- Undo: drop index base.audit_customer_subject;
-- What was done to one thing of a customer's.
create index audit_customer_subject on base.audit (customer_id, subject, id) where customer_id is not null and subject is not null;
