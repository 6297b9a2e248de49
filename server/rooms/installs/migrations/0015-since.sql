-- Undo: alter table installs.installation drop column since;
-- From when on its customer wants what is in its product and accounts; null: all that is there.
alter table installs.installation add column since timestamptz;
