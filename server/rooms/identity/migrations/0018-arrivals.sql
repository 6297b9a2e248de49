-- Undo: alter table identity.membership drop column arrived_at.
-- When a customer's person last came by its host's token after having been away: a page that is opened anew is no new sign-in to tell of.
alter table identity.membership add column arrived_at timestamptz;
