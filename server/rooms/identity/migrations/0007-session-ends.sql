-- Undo: drop index identity.session_person, identity.session_expires; revoke select (expires_at) on identity.session from stoa_app.
-- Ending a customer's sessions looks at the people it had, and at nothing that has expired by itself; what has is swept.
create index session_person on identity.session (person_id) where ended_at is null;
create index session_expires on identity.session (expires_at);
grant select (expires_at) on identity.session to stoa_app;
