// Keeps a WebDAV folder in step with the invoices: one HTML page each, only what changed since the last run.
import { readFileSync, writeSync } from "node:fs";

const { env } = process;
const config = JSON.parse(readFileSync(env.STOA_CONFIG, "utf8"));
const folder = config.folder ?? "invoices";
const state = JSON.parse(env.STOA_STATE || "null") ?? {};

// Messages go over file descriptor 3; on a laptop, with nobody listening there, they are dropped.
function say(message) {
  if (env.STOA_OUT) writeSync(3, `${message}\n`);
}

const german = env.STOA_LANGUAGE === "de";
/** What people read, in the installation's language. */
const told = (inEnglish, inGerman) => (german ? inGerman : inEnglish);

class Refused extends Error {}
class WrongSetting extends Error {}

/** An address as it was entered, with the scheme it was entered without; inside a network few servers speak TLS. */
function addressOf(entered, title) {
  const text = entered.trim().replace(/\/+$/, "");
  const inside = /^(?:localhost|127\.|10\.|192\.168\.)/.test(text);
  const url = /\s/.test(text) ? null : URL.parse(text.includes("://") ? text : `${inside ? "http" : "https"}://${text}`);
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== "") return url.href.replace(/\/$/, "");
  throw new WrongSetting(
    told(
      `"${title}" holds "${entered}", which is not an address such as https://cloud.example.com.`,
      `In "${title}" steht "${entered}"; das ist keine Adresse wie https://cloud.example.com.`,
    ),
  );
}

async function call(what, url, init) {
  let answer;
  try {
    answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    throw new Refused(`${what} cannot be reached: ${error.cause?.message ?? error.message}`);
  }
  return answer;
}

async function expect(what, answer, ...statuses) {
  if (statuses.includes(answer.status)) return answer;
  throw new Refused(`${what} answered ${answer.status} ${answer.statusText}: ${(await answer.text()).slice(0, 300)}`);
}

async function fetchPage(cursor) {
  const query = new URLSearchParams({ limit: "50", include_deleted: "true" });
  if (cursor) query.set("cursor", cursor);
  else if (state.cursor) query.set("updated_since", state.cursor);
  // Stoa adds who calls, and for whom, on the way: this program has no key.
  const answer = await call("Ledgerline", `${env.STOA_HOST_API}/invoices?${query}`);
  return (await expect("Ledgerline", answer, 200)).json();
}

function webdav(method, path, body) {
  const headers = method === "PROPFIND" ? { depth: "0" } : {};
  if (config.webdav_user) {
    headers.authorization = `Basic ${Buffer.from(`${config.webdav_user}:${env.STOA_SECRET_WEBDAV_PASSWORD ?? ""}`).toString("base64")}`;
  }
  if (body !== undefined) headers["content-type"] = "text/html; charset=utf-8";
  return call(
    "The file server",
    `${addressOf(config.webdav_url, told("Address of the cloud folder", "Adresse des Cloudordners"))}/${path}`,
    { method, headers, body },
  );
}

const escape = (text) => String(text).replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);
const money = (cents, currency) => new Intl.NumberFormat(told("en-IE", "de-DE"), { style: "currency", currency }).format(cents / 100);

const dayOf = (day) => (german && day ? day.split("-").toReversed().join(".") : day);
const states = { draft: "Entwurf", sent: "verschickt", paid: "bezahlt", void: "storniert" };
const stateOf = (state) => (german ? (states[state] ?? state) : state);

function pageOf(invoice) {
  const lines = invoice.lines.map(
    (line) => `<tr><td>${escape(line.description)}<td>${line.quantity}<td>${money(line.unit_cents, invoice.currency)}`,
  );
  return `<!doctype html><html lang="${told("en", "de")}"><meta charset="utf-8"><title>${escape(invoice.number)}</title>
<h1>${escape(invoice.number)}</h1><p>${escape(invoice.contact.name)}, ${told("issued", "vom")} ${dayOf(invoice.issued_on)}, ${told("due", "fällig am")} ${dayOf(invoice.due_on)}, ${stateOf(invoice.status)}
<table><tr>${told("<th>Description<th>Quantity<th>Unit price", "<th>Bezeichnung<th>Menge<th>Einzelpreis")}${lines.join("")}</table>
<p><strong>${money(invoice.total_cents, invoice.currency)}</strong>
`;
}

const plan = (invoice) =>
  invoice.deleted
    ? told(`Remove ${folder}/${invoice.number}.html`, `${folder}/${invoice.number}.html entfernen`)
    : `${told("Write", "Schreiben:")} ${folder}/${invoice.number}.html (${invoice.contact.name}, ${money(invoice.total_cents, invoice.currency)})`;

async function publish(invoice) {
  const path = `${folder}/${invoice.number}.html`;
  if (invoice.deleted) {
    const answer = await expect("The file server", await webdav("DELETE", path), 200, 202, 204, 404);
    return answer.status === 404 ? "skipped" : "updated";
  }
  await expect("The file server", await webdav("PUT", path, pageOf(invoice)), 200, 201, 204);
  return invoice.created_at > (state.cursor ?? "") ? "created" : "updated";
}

async function run() {
  // A preview meets the file server too: a password that does not work is to be known now.
  if (env.STOA_MODE === "preview") await expect("The file server", await webdav("PROPFIND", ""), 207);
  else await expect("The file server", await webdav("MKCOL", folder), 201, 405, 301);
  const counts = { created: 0, updated: 0, skipped: 0 };
  let [cursor, done] = [null, 0];
  do {
    const page = await fetchPage(cursor);
    for (const invoice of page.data) {
      if (env.STOA_MODE === "preview") say(`would ${JSON.stringify({ say: plan(invoice) })}`);
      else counts[await publish(invoice)] += 1;
      done += 1;
    }
    const last = page.data.at(-1);
    // A checkpoint a page: a run that is cut off goes on from here.
    if (last && env.STOA_MODE !== "preview") say(`state ${JSON.stringify({ cursor: last.updated_at })}`);
    say(`progress ${done}`);
    cursor = page.next_cursor;
  } while (cursor);
  for (const [what, number] of Object.entries(counts)) if (number > 0) say(`count ${what} ${number}`);
  tell(done, counts);
}

function tell(done, counts) {
  const invoices = `${done} changed ${done === 1 ? "invoice" : "invoices"}`;
  if (env.STOA_MODE === "preview")
    return console.log(
      done === 0
        ? told("Nothing would be written.", "Es würde nichts geschrieben.")
        : told(
            `${invoices} would be taken to ${folder}.`,
            `In den Ordner ${folder} kämen: ${done === 1 ? "1 Rechnung" : `${done} Rechnungen`}.`,
          ),
    );
  if (done === 0) return finish("No invoice changed since the last run.", "Seit dem letzten Lauf hat sich keine Rechnung geändert.");
  const said = `${done === 1 ? "1 invoice" : `${done} invoices`} in the folder ${folder}: ${counts.created} new, ${counts.updated} changed.`;
  const inGerman = `${done === 1 ? "1 Rechnung" : `${done} Rechnungen`} im Ordner ${folder}: ${counts.created} neu, ${counts.updated} geändert.`;
  finish(said, inGerman);
}

/** How it went, over the run and in its log. */
function finish(inEnglish, inGerman) {
  say(`say ${told(inEnglish, inGerman)}`);
  console.log(told(inEnglish, inGerman));
}

async function check() {
  await fetchPage(null);
  await expect("The file server", await webdav("PROPFIND", ""), 207);
  console.log("Ledgerline and the file server answer.");
}

try {
  await (env.STOA_MODE === "check" ? check() : run());
} catch (error) {
  if (error instanceof WrongSetting) say(`say ${error.message}`);
  else if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof WrongSetting ? 78 : 1;
}
