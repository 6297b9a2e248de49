import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Browser, browserOf, startTestHost, type TestHost } from "./test-host.ts";

let host: TestHost;
let browser: Browser;
before(async () => {
  host = await startTestHost();
  browser = await browserOf(host).signIn("maria@northwind.example");
});
after(() => host.stop());

const read = async (path: string): Promise<string> => (await browser.get(path)).text();

test("a contact is made, changed, found, deleted and brought back", async () => {
  assert.equal((await browser.post("/contacts/new", { name: "Zoë <Quill>", email: "zoe@quill.example" })).status, 303);
  const found = await read("/contacts?q=quill");
  assert.match(found, /Zoë &lt;Quill&gt;/);
  const id = /\/contacts\/(con_\w+)/.exec(found)?.[1] ?? "";
  await browser.post(`/contacts/${id}`, { name: "Zoë Quill", email: "zoe@quill.example", phone: "1234" });
  assert.match(await read(`/contacts/${id}`), /value="1234"/);
  const deleted = await browser.post(`/contacts/${id}/delete`, {});
  assert.match(await read(deleted.headers.get("location") ?? ""), /Undo/);
  assert.match(await read("/contacts?q=quill"), /No contacts match/);
  await browser.post(`/contacts/${id}/restore`, {});
  assert.match(await read("/contacts?q=quill"), /Zoë Quill/);
});

test("a form with faults comes back with what was typed and a text beside each fault", async () => {
  const answer = await browser.post("/contacts/new", { name: "", email: "no-address", notes: "kept" });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /a name is needed/);
  assert.match(page, /not an e-mail address/);
  assert.match(page, />kept<\/textarea>/);
});

test("an invoice is written by form: lines are summed, empty lines dropped, a new row is offered on request", async () => {
  const contact = /value="(con_\w+)"/.exec(await read("/invoices/new"))?.[1] ?? "";
  const form = {
    contact_id: contact,
    issued_on: "2026-02-01",
    due_on: "2026-03-01",
    status: "sent",
    "line-0-description": "Shelf",
    "line-0-quantity": "3",
    "line-0-price": "19.99",
    "line-1-description": "",
    "line-1-quantity": "",
    "line-1-price": "",
  };
  const more = await (await browser.post("/invoices/new", { ...form, more: "1" })).text();
  assert.match(more, /line-3-description/);
  assert.equal((await browser.post("/invoices/new", form)).status, 303);
  assert.match(await read("/invoices?status=overdue&q=INV-1020"), /€59\.97/);
});

test("overdue invoices are those sent and past their due day", async () => {
  const page = await read("/invoices?status=overdue");
  assert.match(page, /INV-1003/);
  assert.doesNotMatch(page, /INV-1001/, "a paid invoice is listed as overdue");
});

test("another company's records are not there", async () => {
  const id = /\/contacts\/(con_\w+)/.exec(await read("/contacts"))?.[1] ?? "";
  const other = await browserOf(host).signIn("ines@halden.example");
  assert.equal((await other.get(`/contacts/${id}`)).status, 404);
  assert.equal((await other.post(`/contacts/${id}/delete`, {})).status, 404);
});

test("an owner makes a key, sees it once, and revokes it; a member can do neither", async () => {
  const made = await (await browser.post("/settings/keys", { name: "Stockroom" })).text();
  const key = /llk_[\w-]{32}/.exec(made)?.[0] ?? "";
  const call = (): Promise<Response> => fetch(`${host.url}/api/contacts?limit=1`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await call()).status, 200);
  const settings = await read("/settings");
  assert.doesNotMatch(settings, new RegExp(key));
  const id = /keys\/(key_\w+)\/revoke"><button class="small">Revoke Stockroom/.exec(settings)?.[1] ?? "";
  const question = await read(`/settings/keys/${id}/revoke`);
  assert.match(question, /Revoke Stockroom\?/);
  assert.match(question, /last used/, "it says that something works with it");
  assert.equal((await call()).status, 200, "asked is not done");
  const member = await browserOf(host).signIn("tom@northwind.example");
  assert.equal((await member.get(`/settings/keys/${id}/revoke`)).status, 403);
  assert.equal((await member.post(`/settings/keys/${id}/revoke`, {})).status, 403);
  assert.equal((await call()).status, 200);
  await browser.post(`/settings/keys/${id}/revoke`, {});
  assert.equal((await call()).status, 401);
});
