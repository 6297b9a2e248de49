-- Undo: drop index home.mail_person, home.notice_ended;
-- How many notices went to a person within a day.
create index mail_person on home.mail (customer_id, created_at) where unsubscribes;
-- Which notices are over for a year.
create index notice_ended on home.notice (ended_at) where ended_at is not null;
