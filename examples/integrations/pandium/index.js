// Writes a statement of one contact's invoices. In init mode it offers the choices of the form instead.
import { isTrue, parseList, readConfig, readContext, readSecrets } from "./lib.js";

const [context, config, secrets] = [readContext(), readConfig(), readSecrets()];

async function fetchAll(path) {
  const rows = [];
  for (let cursor = ""; cursor !== null;) {
    const url = `${config.ledgerline_url}/api/${path}?limit=100${cursor && `&cursor=${cursor}`}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${secrets.ledgerline_api_key}` } });
    if (!answer.ok) throw new Error(`Ledgerline answered ${answer.status} ${answer.statusText}`);
    const page = await answer.json();
    rows.push(...page.data);
    cursor = page.next_cursor;
  }
  return rows;
}

async function offerChoices() {
  const contacts = await fetchAll("contacts");
  const organisations = [...new Set(contacts.map((contact) => contact.organisation))].toSorted((a, b) => a.localeCompare(b));
  const of = (organisation) => contacts.filter((contact) => contact.organisation === organisation);
  // The contacts depend on the organisation: one list for each.
  const byOrganisation = organisations.map((name) => [name, of(name).map((contact) => ({ const: contact.id, title: contact.name }))]);
  return { organisations, contacts: Object.fromEntries(byOrganisation) };
}

async function writeStatement() {
  const last = JSON.parse(context.last_successful_run_std_out || "{}");
  const statuses = parseList(config.statuses);
  const invoices = (await fetchAll("invoices")).filter((invoice) => invoice.contact.id === config.contact);
  const listed = invoices.filter((invoice) => statuses.length === 0 || statuses.includes(invoice.status));
  for (const invoice of listed) {
    console.error(`${invoice.number} ${invoice.status} ${(invoice.total_cents / 100).toFixed(2)} ${invoice.currency}`);
    if (isTrue(config.include_lines)) for (const line of invoice.lines) console.error(`  ${line.quantity} x ${line.description}`);
  }
  console.error(`${listed.length} invoices, ${listed.length - (last.listed ?? 0)} more than last time; ${config.currency_note}`);
  return { listed: listed.length, runs: (last.runs ?? 0) + 1 };
}

console.error(`This run is in mode: ${context.run_mode}`);
console.log(JSON.stringify(context.run_mode === "init" ? await offerChoices() : await writeStatement()));
