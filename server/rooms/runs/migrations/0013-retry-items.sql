-- Undo: alter table runs.run_input drop column items;
-- Only these items of an earlier run, as its program named them; null: all there is to do.
alter table runs.run_input add column items jsonb;
