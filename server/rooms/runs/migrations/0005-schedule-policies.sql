-- Undo: update runs.schedule set backfill = 'last' where backfill = 'all'; alter table runs.schedule drop constraint schedule_backfill;
-- alter table runs.schedule add constraint schedule_backfill_check check (backfill in ('none', 'last'));
-- Every missed time may be made up for, up to a cap.
alter table runs.schedule drop constraint schedule_backfill_check;
alter table runs.schedule add constraint schedule_backfill check (backfill in ('none', 'last', 'all'));
-- Each firing moves its row in the index of due times: dead entries at its front are what the next look walks over.
alter table runs.schedule set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
