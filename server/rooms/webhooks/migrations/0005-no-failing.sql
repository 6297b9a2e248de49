-- Undo: as 0001 has it.
-- What fails is known to the room runs (runs.failing); nothing reads or writes this one.
drop table webhooks.failing;
