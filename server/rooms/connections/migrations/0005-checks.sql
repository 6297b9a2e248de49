-- Undo: drop index connections.connection_check; alter table connections.connection drop column check_due_at, drop column check_refused_at;
-- When the provider is asked whether it still takes the credential. Null: nobody has said when yet.
alter table connections.connection add column check_due_at timestamptz;
-- It said no at the last asking; if it says so again, the account is lost.
alter table connections.connection add column check_refused_at timestamptz;
create index connection_check on connections.connection (check_due_at) where state = 'connected';
