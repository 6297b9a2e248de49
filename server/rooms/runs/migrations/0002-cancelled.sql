-- Cancelled runs are few: without this the newest of them are looked for through all that succeeded.
create index run_cancelled on runs.run (id) where outcome = 'cancelled';
