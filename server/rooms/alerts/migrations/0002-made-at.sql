-- Undo: revoke select on base.migration from stoa_wide.
-- When this database was made: a backup that could not have been made yet is not missed.
grant select on base.migration to stoa_wide;
