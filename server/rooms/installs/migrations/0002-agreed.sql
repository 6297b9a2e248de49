-- Undo: alter table installs.installation drop column agreed.
-- What the customer agreed to, whole: a release that asks for the same or less needs no asking. Null before this: then the digest decides.
alter table installs.installation add column agreed jsonb;
