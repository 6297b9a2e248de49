import { wordsNow } from "./language.ts";
import { t } from "./t.ts";

const shortForms = new Set(["api", "crm", "csv", "edi", "erp", "hr", "it", "pos", "sms", "vat"]);

/** Those that many listings have; a publisher may name others. */
const known = (): Readonly<Record<string, string>> => ({
  accounting: t("Accounting"),
  analytics: t("Analytics"),
  backup: t("Backup"),
  calendar: t("Calendar"),
  chat: t("Chat"),
  contacts: t("Contacts"),
  database: t("Database"),
  documents: t("Documents"),
  export: t("Export"),
  feeds: t("Feeds"),
  files: t("Files"),
  import: t("Import"),
  invoices: t("Invoices"),
  issues: t("Issues"),
  mail: t("Mail"),
  marketing: t("Marketing"),
  messaging: t("Messaging"),
  payments: t("Payments"),
  projects: t("Projects"),
  sales: t("Sales"),
  shipping: t("Shipping"),
  spreadsheets: t("Spreadsheets"),
  storage: t("Storage"),
  support: t("Support"),
});

/** A category as people write it: `CRM`, `Invoices`; a host's own word for it goes before. */
export function sayCategory(name: string): string {
  const own = wordsNow()[name];
  if (own !== undefined) return own;
  return known()[name] ?? (shortForms.has(name) ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1));
}
