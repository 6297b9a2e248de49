import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { HostError } from "../host-error.ts";
import { changeStamp } from "./change-stamp.ts";
import { findContact } from "./contacts.ts";
import { newId } from "./new-id.ts";
import { inTransaction } from "./open-database.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

export type InvoiceStatus = "draft" | "sent" | "paid" | "void";
export type InvoiceLine = { description: string; quantity: number; unitCents: number };
export type InvoiceFields = { contactId: string; issuedOn: string; dueOn: string; status: InvoiceStatus; lines: InvoiceLine[] };
export type Invoice = InvoiceFields & {
  id: string;
  number: string;
  currency: string;
  totalCents: number;
  contactName: string;
  contactEmail: string;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
};
/** What a list may be narrowed to; `overdue` is sent and past its due day. */
export type InvoiceFilter = InvoiceStatus | "overdue";

const columns = `id, number, contact_id as contactId, issued_on as issuedOn, due_on as dueOn, currency, status, lines, total_cents as totalCents,
  created_at as createdAt, updated_at as updatedAt, deleted_at as deletedAt,
  (select name from contact where contact.id = contact_id) as contactName, (select email from contact where contact.id = contact_id) as contactEmail`;

function parseInvoice(row: unknown): Invoice {
  const invoice = row as Omit<Invoice, "lines"> & { lines: string };
  return { ...invoice, lines: JSON.parse(invoice.lines) as InvoiceLine[] };
}

function filterBy(filter: InvoiceFilter, today: string): [string, SQLInputValue][] {
  return filter === "overdue"
    ? [
        ["status = ?", "sent"],
        ["due_on < ?", today],
      ]
    : [["status = ?", filter]];
}

export function isOverdue(invoice: Pick<Invoice, "status" | "dueOn">, today: string): boolean {
  return invoice.status === "sent" && invoice.dueOn < today;
}

/** Invoices by time of change (for programs). `today` is an ISO day. */
export function pageInvoices(
  db: DatabaseSync,
  companyId: string,
  request: PageRequest & { filter?: InvoiceFilter | undefined; today: string },
): Page<Invoice> {
  const filters = request.filter === undefined ? [] : filterBy(request.filter, request.today);
  const page = readPage<Invoice>(db, { table: "invoice", columns, companyId, request, filters });
  return { rows: page.rows.map(parseInvoice), next: page.next };
}

export type InvoiceSearch = { text: string; filter?: InvoiceFilter | undefined; today: string; offset: number; limit: number };

/** Invoices (for people), newest number first or the latest payer first among the overdue, those whose number or contact holds `text`. */
export function searchInvoices(db: DatabaseSync, companyId: string, search: InvoiceSearch): { rows: Invoice[]; total: number } {
  const filters = search.filter === undefined ? [] : filterBy(search.filter, search.today);
  const conditions = [
    "company_id = ?",
    "deleted_at is null",
    "(number || ' ' || (select name || ' ' || organisation from contact where contact.id = contact_id)) like ? escape '\\'",
  ];
  const where = [...conditions, ...filters.map(([condition]) => condition)].join(" and ");
  const values = [companyId, `%${search.text.replaceAll(/[\\%_]/g, "\\$&")}%`, ...filters.map(([, value]) => value)];
  const order = search.filter === "overdue" ? "due_on, number" : "number desc";
  const rows = db
    .prepare(`select ${columns} from invoice where ${where} order by ${order} limit ? offset ?`)
    .all(...values, search.limit, search.offset);
  const count = db.prepare(`select count(*) as n from invoice where ${where}`).get(...values);
  return { rows: rows.map(parseInvoice), total: Number(count?.["n"]) };
}

export function findInvoice(db: DatabaseSync, companyId: string, id: string): Invoice {
  const row = db.prepare(`select ${columns} from invoice where company_id = ? and id = ? and deleted_at is null`).get(companyId, id);
  if (row === undefined) throw new HostError("not_found", `There is no invoice ${id}.`);
  return parseInvoice(row);
}

function sumLines(lines: InvoiceLine[]): number {
  return lines.reduce((sum, line) => sum + Math.round(line.quantity * line.unitCents), 0);
}

export function createInvoice(db: DatabaseSync, companyId: string, currency: string, fields: InvoiceFields, now: Date): Invoice {
  return inTransaction(db, () => {
    findContact(db, companyId, fields.contactId);
    const last = db.prepare("select max(number) as number from invoice where company_id = ?").get(companyId);
    const number = `INV-${String(Number(String(last?.["number"] ?? "INV-1000").slice(4)) + 1)}`;
    const id = newId("inv");
    const stamp = changeStamp(db, companyId, now);
    db.prepare(`insert into invoice (id, company_id, number, contact_id, issued_on, due_on, currency, status, lines, total_cents, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      id,
      companyId,
      number,
      fields.contactId,
      fields.issuedOn,
      fields.dueOn,
      currency,
      fields.status,
      JSON.stringify(fields.lines),
      sumLines(fields.lines),
      stamp,
      stamp,
    );
    return findInvoice(db, companyId, id);
  });
}

/** Replaces the fields; `expected` is the `updatedAt` the caller saw, undefined when it does not mind. */
export function updateInvoice(
  db: DatabaseSync,
  companyId: string,
  id: string,
  fields: InvoiceFields,
  now: Date,
  expected?: string,
): Invoice {
  return inTransaction(db, () => {
    const before = findInvoice(db, companyId, id);
    if (expected !== undefined && before.updatedAt !== expected)
      throw new HostError("changed_meanwhile", `Invoice ${id} was changed meanwhile; read it again.`);
    if (fields.contactId !== before.contactId) findContact(db, companyId, fields.contactId);
    db.prepare(
      "update invoice set contact_id = ?, issued_on = ?, due_on = ?, status = ?, lines = ?, total_cents = ?, updated_at = ? where company_id = ? and id = ?",
    ).run(
      fields.contactId,
      fields.issuedOn,
      fields.dueOn,
      fields.status,
      JSON.stringify(fields.lines),
      sumLines(fields.lines),
      changeStamp(db, companyId, now),
      companyId,
      id,
    );
    return findInvoice(db, companyId, id);
  });
}

/** Hides the invoice; its number is never used again, and `restoreInvoice` brings it back. */
export function deleteInvoice(db: DatabaseSync, companyId: string, id: string, now: Date): void {
  inTransaction(db, () => {
    findInvoice(db, companyId, id);
    const stamp = changeStamp(db, companyId, now);
    db.prepare("update invoice set deleted_at = ?, updated_at = ? where company_id = ? and id = ?").run(stamp, stamp, companyId, id);
  });
}

export function restoreInvoice(db: DatabaseSync, companyId: string, id: string, now: Date): Invoice {
  return inTransaction(db, () => {
    db.prepare("update invoice set deleted_at = null, updated_at = ? where company_id = ? and id = ?").run(
      changeStamp(db, companyId, now),
      companyId,
      id,
    );
    return findInvoice(db, companyId, id);
  });
}

export type Sums = { outstandingCents: number; overdueCents: number; paidCents: number };

/** What is owed, what of it is late, and what came in for invoices issued in the last 30 days; in cents. */
export function sumInvoices(db: DatabaseSync, companyId: string, today: string, monthAgo: string): Sums {
  return db
    .prepare(`select
      coalesce(sum(total_cents) filter (where status = 'sent'), 0) as outstandingCents,
      coalesce(sum(total_cents) filter (where status = 'sent' and due_on < ?), 0) as overdueCents,
      coalesce(sum(total_cents) filter (where status = 'paid' and issued_on >= ?), 0) as paidCents
    from invoice where company_id = ? and deleted_at is null`)
    .get(today, monthAgo, companyId) as Sums;
}
