-- Undo: alter table identity.side drop column page, drop column support.
-- Where in the host's product the marketplace stands, and who reads what its customers write: mails lead there, and answers to them go there.
alter table identity.side add column page text, add column support text;
