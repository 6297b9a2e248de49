-- Undo: alter table identity.session drop column only_publisher.
-- Of a publisher whose own provider vouched for the person: the session opens that publisher alone.
alter table identity.session add column only_publisher uuid references identity.publisher;
