const shortForms = new Set(["api", "crm", "csv", "edi", "erp", "hr", "it", "pos", "sms", "vat"]);

/** A category as people write it: `CRM`, `Invoices`. */
export function sayCategory(name: string): string {
  return shortForms.has(name) ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1);
}
