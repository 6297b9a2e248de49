import { HostError } from "./host-error.ts";
import type { InvoiceFields, InvoiceLine, InvoiceStatus } from "./store/invoices.ts";

const statuses: readonly string[] = ["draft", "sent", "paid", "void"];

function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
}

/** `{description, quantity, unit_cents}` as the API has it. */
function readLine(value: unknown): InvoiceLine | string {
  const line = (value ?? {}) as Record<string, unknown>;
  const { description, quantity, unit_cents: unitCents } = line;
  if (typeof description !== "string" || description.trim() === "" || description.length > 200)
    return "each line needs a description of 1 to 200 letters";
  if (typeof quantity !== "number" || !(quantity > 0) || quantity > 1e6) return "each line needs a quantity above 0";
  if (typeof unitCents !== "number" || !Number.isSafeInteger(unitCents) || Math.abs(unitCents) > 1e10)
    return "each line needs a price in whole cents";
  return { description: description.trim(), quantity, unitCents };
}

function readLines(value: unknown): InvoiceLine[] | string {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100) return "1 to 100 lines are needed";
  const lines = value.map(readLine);
  const problem = lines.find((line) => typeof line === "string");
  return problem ?? (lines as InvoiceLine[]);
}

function findDayProblems(issuedOn: unknown, dueOn: unknown): Record<string, string> {
  const wrong = "must be a day such as 2026-03-31";
  const problems: Record<string, string> = {};
  if (!isDay(issuedOn)) problems["issued_on"] = wrong;
  if (!isDay(dueOn)) problems["due_on"] = wrong;
  else if (isDay(issuedOn) && dueOn < issuedOn) problems["due_on"] = "cannot be before the day of issue";
  return problems;
}

/** The input over what is there already, as far as it says something. */
function mergeInput(input: Record<string, unknown>, base: InvoiceFields | undefined): Record<string, unknown> {
  const before = base && { contact_id: base.contactId, issued_on: base.issuedOn, due_on: base.dueOn, status: base.status };
  return { status: "draft", ...before, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) };
}

/** Reads an invoice from a JSON body over `base`; throws `invalid` with a text for each wrong field. */
export function readInvoice(input: Record<string, unknown>, base?: InvoiceFields): InvoiceFields {
  const { contact_id: contactId, issued_on: issuedOn, due_on: dueOn, status, lines: given } = mergeInput(input, base);
  const lines = given === undefined && base ? base.lines : readLines(given);
  const problems = findDayProblems(issuedOn, dueOn);
  if (typeof contactId !== "string" || contactId === "") problems["contact_id"] = "choose a contact";
  if (typeof status !== "string" || !statuses.includes(status)) problems["status"] = `one of ${statuses.join(", ")}`;
  if (typeof lines === "string") problems["lines"] = lines;
  if (Object.keys(problems).length > 0) throw new HostError("invalid", "The invoice has fields to mend.", problems);
  return { contactId, issuedOn, dueOn, status: status as InvoiceStatus, lines } as InvoiceFields;
}
