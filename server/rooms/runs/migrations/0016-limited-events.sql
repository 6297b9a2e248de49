-- Undo: alter table runs.event_day drop constraint event_day_outcome_check; (and as 0012 has it)
-- Beyond what an address or an installation takes in a minute.
alter table runs.event_day drop constraint event_day_outcome_check;
alter table runs.event_day add constraint event_day_outcome_check check (outcome in ('delivered', 'repeated', 'unknown', 'full', 'refused', 'limited')) not valid;
