-- Undo: alter table signin.flow drop column address.
-- The network address a sign-in was begun from, to limit how many one may begin; forgotten with its row.
alter table signin.flow add column address text;
create index flow_address on signin.flow (address, created_at);
