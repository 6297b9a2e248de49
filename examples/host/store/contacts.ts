import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { HostError } from "../host-error.ts";
import { changeStamp } from "./change-stamp.ts";
import { newId } from "./new-id.ts";
import { inTransaction } from "./open-database.ts";
import type { Page, PageRequest } from "./page.ts";
import { readPage } from "./page.ts";

export type ContactFields = { name: string; organisation: string; email: string; phone: string; notes: string };
export type Contact = ContactFields & { id: string; createdAt: string; updatedAt: string; deletedAt: string | null };

const columns = `id, name, organisation, email, phone, notes,
  created_at as createdAt, updated_at as updatedAt, deleted_at as deletedAt`;

/** Contacts by time of change (for programs), those changed strictly after `since` when given. */
export function pageContacts(db: DatabaseSync, companyId: string, request: PageRequest & { email?: string | undefined }): Page<Contact> {
  const filters: [string, SQLInputValue][] = request.email === undefined ? [] : [["email = ?", request.email]];
  return readPage<Contact>(db, { table: "contact", columns, companyId, request, filters });
}

/** Contacts by name (for people), those whose name, organisation or e-mail holds `text`. */
export function searchContacts(
  db: DatabaseSync,
  companyId: string,
  text: string,
  offset: number,
  limit: number,
): { rows: Contact[]; total: number } {
  const where = "company_id = ? and deleted_at is null and (name || ' ' || organisation || ' ' || email) like ? escape '\\'";
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = db
    .prepare(`select ${columns} from contact where ${where} order by name collate nocase, id limit ? offset ?`)
    .all(companyId, pattern, limit, offset) as Contact[];
  const count = db.prepare(`select count(*) as n from contact where ${where}`).get(companyId, pattern);
  return { rows, total: Number(count?.["n"]) };
}

export function findContact(db: DatabaseSync, companyId: string, id: string): Contact {
  const row = db.prepare(`select ${columns} from contact where company_id = ? and id = ? and deleted_at is null`).get(companyId, id);
  if (row === undefined) throw new HostError("not_found", `There is no contact ${id}.`);
  return row as Contact;
}

export function createContact(db: DatabaseSync, companyId: string, fields: ContactFields, now: Date): Contact {
  return inTransaction(db, () => {
    refuseTakenEmail(db, companyId, fields.email, "");
    const id = newId("con");
    const stamp = changeStamp(db, companyId, now);
    db.prepare(`insert into contact (id, company_id, name, organisation, email, phone, notes, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      id,
      companyId,
      fields.name,
      fields.organisation,
      fields.email,
      fields.phone,
      fields.notes,
      stamp,
      stamp,
    );
    return findContact(db, companyId, id);
  });
}

/** Replaces the fields; `expected` is the `updatedAt` the caller saw, undefined when it does not mind. */
export function updateContact(
  db: DatabaseSync,
  companyId: string,
  id: string,
  fields: ContactFields,
  now: Date,
  expected?: string,
): Contact {
  return inTransaction(db, () => {
    const before = findContact(db, companyId, id);
    if (expected !== undefined && before.updatedAt !== expected)
      throw new HostError("changed_meanwhile", `Contact ${id} was changed meanwhile; read it again.`);
    refuseTakenEmail(db, companyId, fields.email, id);
    db.prepare(
      "update contact set name = ?, organisation = ?, email = ?, phone = ?, notes = ?, updated_at = ? where company_id = ? and id = ?",
    ).run(fields.name, fields.organisation, fields.email, fields.phone, fields.notes, changeStamp(db, companyId, now), companyId, id);
    return findContact(db, companyId, id);
  });
}

/** Hides the contact; its invoices stay, and `restoreContact` brings it back. */
export function deleteContact(db: DatabaseSync, companyId: string, id: string, now: Date): void {
  inTransaction(db, () => {
    findContact(db, companyId, id);
    const stamp = changeStamp(db, companyId, now);
    db.prepare("update contact set deleted_at = ?, updated_at = ? where company_id = ? and id = ?").run(stamp, stamp, companyId, id);
  });
}

export function restoreContact(db: DatabaseSync, companyId: string, id: string, now: Date): Contact {
  return inTransaction(db, () => {
    const row = db.prepare("select email from contact where company_id = ? and id = ?").get(companyId, id);
    refuseTakenEmail(db, companyId, String(row?.["email"] ?? ""), id);
    db.prepare("update contact set deleted_at = null, updated_at = ? where company_id = ? and id = ?").run(
      changeStamp(db, companyId, now),
      companyId,
      id,
    );
    return findContact(db, companyId, id);
  });
}

function refuseTakenEmail(db: DatabaseSync, companyId: string, email: string, exceptId: string): void {
  if (email === "") return;
  const row = db
    .prepare("select id from contact where company_id = ? and email = ? and deleted_at is null and id <> ?")
    .get(companyId, email, exceptId);
  if (row !== undefined)
    throw new HostError("duplicate", `Contact ${String(row["id"])} already has the address ${email}.`, {
      email: "another contact has this address",
    });
}
