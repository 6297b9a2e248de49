-- Undo: create index fact_subject on base.fact (subject, subject_version);
-- Facts are heard by their order and asked for by it alone; heard ones are forgotten.
drop index base.fact_subject;
