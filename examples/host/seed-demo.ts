import { createHmac } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type DemoCompany, demoCompanies, demoPassword } from "./demo-data.ts";
import { hashPassword } from "./passwords.ts";
import { createApiKey } from "./store/api-keys.ts";
import { createContact } from "./store/contacts.ts";
import { createInvoice } from "./store/invoices.ts";
import { newId } from "./store/new-id.ts";
import { insertCompany, insertPerson } from "./store/people.ts";

const dayMs = 86_400_000;

export function isoDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** A demo company's API key: the same at every start, and unknown without the host's own key file. */
export function demoApiKey(secret: string, companyId: string): string {
  return `llk_${createHmac("sha256", secret).update(`api-key ${companyId}`).digest("base64url").slice(0, 32)}`;
}

function addressOf(name: string, organisation: string): string {
  const plain = (text: string): string =>
    text
      .normalize("NFKD")
      .replaceAll(/[^a-zA-Z0-9 ]/g, "")
      .trim()
      .toLowerCase();
  return `${plain(name).split(" ")[0]}@${plain(organisation).replaceAll(/ +/g, "-")}.example`;
}

function seedBusiness(db: DatabaseSync, company: DemoCompany, now: Date): void {
  const start = now.getTime() - 100 * dayMs;
  const ids = company.contacts.map(([name, organisation, phone], index) => {
    const fields = { name, organisation, phone, email: addressOf(name, organisation), notes: "" };
    return createContact(db, company.id, fields, new Date(start + index * 3_600_000)).id;
  });
  for (const invoice of company.invoices) {
    const issued = new Date(now.getTime() - invoice.issuedDaysAgo * dayMs);
    const due = new Date(issued.getTime() + invoice.termDays * dayMs);
    const lines = invoice.lines.map(([description, quantity, unitCents]) => ({ description, quantity, unitCents }));
    const fields = { contactId: ids[invoice.contact] ?? "", issuedOn: isoDay(issued), dueOn: isoDay(due), status: invoice.status, lines };
    createInvoice(db, company.id, company.currency, fields, issued);
  }
}

/** Fills an empty database with two demo companies; a database with any company is left as it is. */
export async function seedDemo(db: DatabaseSync, secret: string, now: Date): Promise<void> {
  const count = db.prepare("select count(*) as n from company").get();
  if (Number(count?.["n"]) > 0) return;
  for (const company of demoCompanies) {
    insertCompany(db, company);
    for (const person of company.people) {
      insertPerson(db, { ...person, id: newId("per"), companyId: company.id, passwordHash: await hashPassword(demoPassword) });
    }
    createApiKey(db, company.id, "Demo key", now, demoApiKey(secret, company.id));
    seedBusiness(db, company, now);
  }
}
