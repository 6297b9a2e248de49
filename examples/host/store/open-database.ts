import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const schema = `
create table if not exists company (
  id text primary key, name text not null, currency text not null, last_change text not null default ''
) strict;
create table if not exists person (
  id text primary key, company_id text not null references company(id), name text not null,
  email text not null unique collate nocase, role text not null check (role in ('owner', 'member')), password_hash text not null
) strict;
create table if not exists session (
  token_hash text primary key, person_id text not null references person(id), expires_at text not null
) strict;
create table if not exists api_key (
  id text primary key, company_id text not null references company(id), name text not null, prefix text not null,
  key_hash text not null unique, created_at text not null, last_used_at text, revoked_at text
) strict;
create table if not exists contact (
  id text primary key, company_id text not null references company(id), name text not null, organisation text not null,
  email text not null collate nocase, phone text not null, notes text not null,
  created_at text not null, updated_at text not null, deleted_at text
) strict;
create unique index if not exists contact_email on contact (company_id, email) where deleted_at is null and email <> '';
create unique index if not exists contact_order on contact (company_id, updated_at, id);
create table if not exists invoice (
  id text primary key, company_id text not null references company(id), number text not null,
  contact_id text not null references contact(id), issued_on text not null, due_on text not null, currency text not null,
  status text not null check (status in ('draft', 'sent', 'paid', 'void')), lines text not null, total_cents integer not null,
  created_at text not null, updated_at text not null, deleted_at text, unique (company_id, number)
) strict;
create unique index if not exists invoice_order on invoice (company_id, updated_at, id);
`;

/** Opens (and on first use makes) the product's database in `folder`; `:memory:` keeps it in memory. */
export function openDatabase(folder: string): DatabaseSync {
  if (folder !== ":memory:") mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(folder === ":memory:" ? folder : join(folder, "ledgerline.sqlite"));
  db.exec("pragma journal_mode = wal; pragma foreign_keys = on; pragma busy_timeout = 5000;");
  db.exec(schema);
  return db;
}

/** Runs `work` in one transaction; an exception undoes all of it. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("begin immediate");
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (error) {
    db.exec("rollback");
    throw error;
  }
}
