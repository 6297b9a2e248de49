-- What an attempt ran in: the tier of its runner's boxes. Undo: alter table runs.attempt drop column box
alter table runs.attempt add column box text;
