-- Undo: alter table identity.session drop column only_host.
-- A session that a host's own provider vouched for opens that host and nothing else its person may do.
alter table identity.session add column only_host uuid references identity.host;
