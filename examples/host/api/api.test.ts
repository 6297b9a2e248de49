import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startTestHost, type TestHost } from "../test-host.ts";

let host: TestHost;
before(async () => {
  host = await startTestHost();
});
after(() => host.stop());

type Row = {
  id: string;
  name: string;
  email: string;
  number: string;
  status: string;
  overdue: boolean;
  total_cents: number;
  updated_at: string;
  deleted: boolean;
};
type Listed = { data: Row[]; next_cursor: string | null };
type Refused = { error: { code: string; message: string; fields: Record<string, string> } };

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${host.apiKeys["com_northwind"]}`;
  const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  return fetch(host.url + path, {
    method,
    headers: { authorization, ...type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const list = async (path: string): Promise<Listed> => (await (await call("GET", path)).json()) as Listed;

test("without a key, or with a wrong one, nothing is told", async () => {
  for (const authorization of ["", "Bearer llk_wrong", "Basic abc"]) {
    const answer = await fetch(`${host.url}/api/contacts`, { headers: { authorization } });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
    assert.equal(((await answer.json()) as Refused).error.code, "unauthenticated");
  }
});

test("pages go through all contacts once, also while one changes", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Listed = await list(`/api/contacts?limit=7${cursor ? `&cursor=${cursor}` : ""}`);
    if (seen.length === 0) await call("PATCH", `/api/contacts/${page.data[0]?.id}`, { phone: "1" });
    seen.push(...page.data.map((contact) => contact.id));
    cursor = page.next_cursor;
  }
  assert.equal(new Set(seen).size, 28);
  assert.equal(seen.length, 29, "the contact changed meanwhile comes again, at its new place");
});

test("updated_since gives exactly what changed after", async () => {
  const before = (await list("/api/contacts?limit=200")).data.at(-1)?.updated_at ?? "";
  assert.equal((await list(`/api/contacts?updated_since=${before}`)).data.length, 0);
  const made = (await (await call("POST", "/api/contacts", { name: "New One" })).json()) as Row;
  assert.deepEqual(
    (await list(`/api/contacts?updated_since=${before}`)).data.map((contact) => contact.id),
    [made.id],
  );
  await call("DELETE", `/api/contacts/${made.id}`);
  assert.equal((await list(`/api/contacts?updated_since=${before}`)).data.length, 0);
  assert.equal((await list(`/api/contacts?updated_since=${before}&include_deleted=true`)).data[0]?.deleted, true);
});

test("faults are named by field, duplicates by the contact that is there", async () => {
  const wrong = (await (await call("POST", "/api/contacts", { name: 7, email: "x" })).json()) as Refused;
  assert.deepEqual(wrong.error.fields, { name: "must be text", email: "not an e-mail address" });
  const body = { name: "Double", email: "double@example.example" };
  const first = (await (await call("POST", "/api/contacts", body)).json()) as Row;
  const second = await call("POST", "/api/contacts", { ...body, email: "DOUBLE@example.example" });
  assert.equal(second.status, 409);
  assert.match(((await second.json()) as Refused).error.message, new RegExp(first.id));
  assert.equal((await call("GET", "/api/contacts?limit=0")).status, 422);
  assert.equal((await call("GET", "/api/contacts?cursor=zz")).status, 422);
  assert.equal((await call("POST", "/api/contacts", undefined, { "content-type": "application/json" })).status, 422);
  assert.equal((await call("GET", "/api/nothing")).status, 404);
});

test("an ETag saves a transfer and stops a lost update", async () => {
  const made = await call("POST", "/api/contacts", { name: "Tagged" });
  const path = made.headers.get("location") ?? "";
  const tag = made.headers.get("etag") ?? "";
  assert.equal((await call("GET", path, undefined, { "if-none-match": tag })).status, 304);
  assert.equal((await call("PATCH", path, { phone: "1" }, { "if-match": tag })).status, 200);
  assert.equal((await call("PATCH", path, { phone: "2" }, { "if-match": tag })).status, 412);
  assert.equal((await call("GET", path, undefined, { "if-none-match": tag })).status, 200);
});

test("invoices are made, filtered and summed in whole cents", async () => {
  const contact = (await list("/api/contacts?limit=1")).data[0]?.id;
  const body = {
    contact_id: contact,
    issued_on: "2026-01-05",
    due_on: "2026-01-20",
    status: "sent",
    lines: [{ description: "Oak", quantity: 2.5, unit_cents: 1999 }],
  };
  const made = (await (await call("POST", "/api/invoices", body)).json()) as Row;
  assert.equal(made.total_cents, 4998);
  assert.equal(made.overdue, true);
  assert.ok((await list("/api/invoices?status=overdue")).data.some((invoice) => invoice.id === made.id));
  const paid = (await (await call("PATCH", `/api/invoices/${made.id}`, { status: "paid" })).json()) as Row;
  assert.equal(paid.overdue, false);
  assert.equal(
    ((await (await call("POST", "/api/invoices", { ...body, due_on: "2026-01-01" })).json()) as Refused).error.fields["due_on"],
    "cannot be before the day of issue",
  );
  assert.equal((await call("POST", "/api/invoices", { ...body, contact_id: "con_none" })).status, 404);
});

test("a company's key reads nothing of another", async () => {
  const id = (await list("/api/contacts?limit=1")).data[0]?.id ?? "";
  const answer = await fetch(`${host.url}/api/contacts/${id}`, { headers: { authorization: `Bearer ${host.apiKeys["com_halden"]}` } });
  assert.equal(answer.status, 404);
});
