-- Undo: alter table webhooks.endpoint drop column key_id, drop column public_key, drop column previous_key_id, drop column previous_public_key; drop index webhooks.endpoint_unkeyed.
-- Beside the secret a key pair (ed25519): who has only its public half can check messages, and make none. Its private half is a row of trust.
-- Those that were there before get theirs from the sweep.
alter table webhooks.endpoint add column key_id uuid, add column public_key text, add column previous_key_id uuid, add column previous_public_key text,
  add check ((key_id is null) = (public_key is null));
create index endpoint_unkeyed on webhooks.endpoint (id) where key_id is null and removed_at is null;
