-- How many work runs a runner takes beyond its slots, while its boxes are so short that a slot would wait for the next. Undo: alter table runs.runner drop column ahead
alter table runs.runner add column ahead int not null default 0 check (ahead >= 0);
