-- Undo: the table as 0018 has it.
-- What is kept of an installation is counted, erased and counted again by one process for all rooms (installs.erasure); what waited here is due there.
drop table runs.erasing;
