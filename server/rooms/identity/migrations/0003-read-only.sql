-- Undo: alter table identity.token drop column read_only.
-- A token of somebody who may give none away, got by signing in at a terminal: it reads, and writes nothing.
alter table identity.token add column read_only boolean not null default false;
