import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asked, Reply } from "./described-server.ts";
import { openReady } from "./open-ready.ts";

type Row = string[];
/** The one sheet of a spreadsheet, as Google keeps it: cells, by row. */
let rows: Row[] = [];
const spreadsheet = "1AbCdEfGhIjKlMnOp";
const cells = /^'(?<sheet>(?:[^']|'')+)'!A(?<from>\d*):E(?<to>\d*)$/;

function google({ operation, path, body }: Asked): Reply {
  if (path["spreadsheetId"] !== spreadsheet) return refusal(404, "Requested entity was not found.", "NOT_FOUND");
  if (operation.endsWith(".batchUpdate")) {
    for (const { range = "", values = [] } of body["data"] as { range?: string; values?: Row[] }[]) put(range, values);
    return { body: { spreadsheetId: spreadsheet } };
  }
  const match = cells.exec(path["range"] ?? "");
  if (match?.groups?.["sheet"] !== "Contacts") return refusal(400, `Unable to parse range: ${path["range"]}`, "INVALID_ARGUMENT");
  if (operation.endsWith(".append")) {
    rows.push(...(body["values"] as Row[]));
    return { body: { spreadsheetId: spreadsheet } };
  }
  // As Google does: without the empty cells at a row's end, and without `values` where there are none.
  const shown = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== "") + 1).slice(0, 5));
  return { body: { range: path["range"], majorDimension: "ROWS", ...(shown.length > 0 ? { values: shown } : {}) } };
}

function put(range: string, values: Row[]): void {
  const at = Number(cells.exec(range)?.groups?.["from"]) - 1;
  for (const [index, row] of values.entries()) rows[at + index] = [...row, ...(rows[at + index] ?? []).slice(row.length)];
}

const refusal = (code: number, message: string, status: string): Reply => ({ status: code, body: { error: { code, message, status } } });

const config = { spreadsheet: `https://docs.google.com/spreadsheets/d/${spreadsheet}/edit#gid=0`, sheet: "Contacts" };
const { product, service, run, configure } = await openReady("google-sheets-contacts", "google", google, config);
const good = async (over?: Parameters<typeof run>[0]) => {
  const { view, log } = await run(over);
  assert.equal(view.state, "succeeded", `${view.sentence}\n${log}\n${service.faults.join("\n")}`);
  return view;
};
const named = (name: string): Row | undefined => rows.find((row) => row[1] === name);

test("Google Sheets: a preview writes nothing, the first run writes every contact, and the second finds all in step", async () => {
  for (let index = 0; index < 130; index++) await product.call("POST", "/contacts", { name: `Contact ${index}` });
  const { data } = await product.call<{ data: object[] }>("GET", "/contacts?limit=200");
  const preview = await good({ mode: "preview" });
  assert.deepEqual([(preview.result as { total?: number }).total, rows.length], [data.length, 0]);
  const first = await good();
  assert.deepEqual(
    [first.counts.created, rows.length, rows[0]],
    [data.length, data.length + 1, ["id", "name", "organisation", "email", "phone"]],
  );
  assert.ok(data.length > 100, "more than a page of the product's");
  const before = structuredClone(rows);
  const second = await good();
  assert.deepEqual([second.counts.created, second.counts.updated], [0, 0]);
  assert.deepEqual(rows, before);
});

test("Google Sheets: what changed is changed in its row, wherever it was sorted to, and columns beside it stay", async () => {
  rows = [rows[0] ?? [], ...rows.slice(1).toReversed()];
  const row = named("Contact 7") ?? assert.fail("no row");
  row[4] = "";
  row[5] = "my own note";
  await product.call("PATCH", `/contacts/${row[0]}`, { phone: "+49 30 1" });
  await product.call("POST", "/contacts", { name: "=1+1", email: "new@example.com" });
  service.next.push({
    status: 429,
    headers: { "retry-after": "1" },
    body: { error: { code: 429, message: "Quota exceeded", status: "RESOURCE_EXHAUSTED" } },
  });
  const view = await good();
  assert.deepEqual([view.counts.created, view.counts.updated], [1, 1]);
  assert.deepEqual(named("Contact 7")?.slice(4), ["+49 30 1", "my own note"]);
  assert.equal(named("=1+1")?.[3], "new@example.com");
  assert.ok(
    service.asked.every(({ query, body }) => !JSON.stringify([query, body]).includes("USER_ENTERED")),
    "never read as a formula",
  );
});

test("Google Sheets: a sheet that is not there is the customer's to mend, and what was not written comes when it is", async () => {
  await product.call("POST", "/contacts", { name: "Waiting" });
  await configure({ ...config, sheet: "Elsewhere" });
  const { view, log } = await run();
  assert.deepEqual([view.state, view.failureClass], ["failed", "configuration"], log);
  await configure(config);
  assert.equal((await good()).counts.created, 1);
  assert.ok(named("Waiting"));
  assert.deepEqual(service.faults, []);
  assert.deepEqual([...new Set(service.asked.map(({ headers }) => headers.host))], ["sheets.googleapis.com"]);
});
