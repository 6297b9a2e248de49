-- Undo: drop index home.health_needs_publisher; grant delete on home.health, home.notice, home.help to stoa_app; and the checks of 0001 and 0002-mail.
-- Health and notices are written by the engine alone; a question for help by who asks and who answers, never by the host that reads it.
alter policy scope on home.health with check (false);
alter policy scope on home.notice with check (false);
alter policy scope on home.help with check (customer_id = base.customer_id() or publisher_id = base.publisher_id());
revoke delete on home.health, home.notice, home.help from stoa_app;

create index health_needs_publisher on home.health (publisher_id, installation_id) where failing_since is not null or silent_since is not null;
