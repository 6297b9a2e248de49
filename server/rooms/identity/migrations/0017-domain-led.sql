-- Undo: alter table identity.domain drop column led_at;
-- When a look last found that requests to the name come here: one that does not for days gets no links, it may be a stranger's by then.
alter table identity.domain add column led_at timestamptz;
update identity.domain set led_at = case when problem is null then coalesce(checked_at, leads_at) else leads_at end where leads_at is not null;
