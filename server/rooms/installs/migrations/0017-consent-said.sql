-- Undo: alter table installs.consent drop column said;
-- In which words, of one other language, it was read by whoever agreed; null: as its publisher wrote it.
alter table installs.consent add column said jsonb;
