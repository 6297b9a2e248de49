-- Undo: alter table installs.installation drop column language;
-- What its program speaks, by its code: that of whoever installed it, until another is chosen.
alter table installs.installation add column language text not null default 'en' check (language ~ '^[a-z]{2,3}$');
