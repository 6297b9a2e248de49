-- Undo: drop index home.help_open; update home.help set mail_id = id where mail_id is null; alter table home.help alter column mail_id set not null;
-- A question is kept also where none is mailed: help is then given on a page.
alter table home.help alter column mail_id drop not null;
create index help_open on home.help (publisher_id, id) where answered_at is null;
