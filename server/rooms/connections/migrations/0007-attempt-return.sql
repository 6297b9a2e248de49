-- Undo: alter table connections.attempt drop column return_address;
-- Where its window stands and its provider sends browsers back to, from its beginning to its end; null: as its app says.
alter table connections.attempt add column return_address text;
