-- Undo: drop table installs.erasure; alter table installs.installation drop column erase_at;
-- What was uninstalled is held until then, for its customer to read and export, and erased; the proof of that stays.
alter table installs.installation add column erase_at timestamptz;
-- What was uninstalled before this has its whole hold from now on.
update installs.installation set erase_at = now() + interval '30 days' where state = 'removed' and erased_at is null;
-- What was erased without a proof is counted and erased again.
update installs.installation set erase_at = now(), erased_at = null where erased_at is not null;
create index installation_erase on installs.installation (erase_at) where erase_at is not null and erased_at is null;

create table installs.erasure (
  installation_id uuid primary key,
  customer_id uuid not null,
  side_id uuid not null,
  title text not null,
  -- By an owner, before the hold was over.
  asked boolean not null,
  -- How much there was of each kind before the first piece was taken away.
  found jsonb not null,
  begun_at timestamptz not null,
  -- Counted again then, and nothing was left.
  ended_at timestamptz,
  digest text,
  foreign key (installation_id, customer_id) references installs.installation (id, customer_id)
);
call base.guard('installs.erasure', 'customer_id = base.customer_id()');
