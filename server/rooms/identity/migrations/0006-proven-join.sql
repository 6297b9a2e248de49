-- Undo: drop index identity.person_by_email; create unique index person_email on identity.person (lower(email)) where side_id is null.
-- An e-mail that nobody checked proves nobody, so it joins nobody: several may be invited under one.
create index person_by_email on identity.person (lower(email)) where side_id is null;
drop index identity.person_email;
