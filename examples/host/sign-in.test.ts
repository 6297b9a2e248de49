import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserOf, startTestHost, type TestHost } from "./test-host.ts";

let host: TestHost;
before(async () => {
  host = await startTestHost();
});
after(() => host.stop());

test("a page asks who you are, and after signing in shows the company's contacts", async () => {
  const browser = browserOf(host);
  const asked = await browser.get("/contacts");
  assert.equal(asked.status, 303);
  assert.equal(asked.headers.get("location"), "/sign-in?next=%2Fcontacts");
  const signedIn = await browser.post("/sign-in", { email: "maria@northwind.example", password: "ledgerline-demo", next: "/contacts" });
  assert.equal(signedIn.status, 303);
  assert.equal(signedIn.headers.get("location"), "/contacts");
  assert.match(signedIn.headers.get("set-cookie") ?? "", /HttpOnly; SameSite=Lax/);
  const page = await (await browser.get("/contacts")).text();
  assert.match(page, /Anna Bergström/);
  assert.doesNotMatch(page, /Gracht Coffee Bar/, "another company's contact is shown");
});

test("a wrong password is refused in words, and too many close the address for a while", async () => {
  const browser = browserOf(host);
  const refused = await browser.post("/sign-in", { email: "joel@halden.example", password: "guess" });
  assert.equal(refused.status, 401);
  assert.match(await refused.text(), /No account has this address and password/);
  for (let i = 0; i < 9; i += 1) await browser.post("/sign-in", { email: "joel@halden.example", password: "guess" });
  const closed = await browser.post("/sign-in", { email: "joel@halden.example", password: "ledgerline-demo" });
  assert.equal(closed.status, 429);
  host.advance(16 * 60_000);
  const open = await browser.post("/sign-in", { email: "joel@halden.example", password: "ledgerline-demo" });
  assert.equal(open.status, 303);
});

test("signing out ends the session on the server, not only in the browser", async () => {
  const browser = await browserOf(host).signIn("tom@northwind.example");
  const cookie = browser.cookie();
  await browser.post("/sign-out", {});
  const answer = await fetch(`${host.url}/contacts`, { headers: { cookie }, redirect: "manual" });
  assert.equal(answer.status, 303);
});

test("a session ends after twelve hours", async () => {
  const browser = await browserOf(host).signIn("tom@northwind.example");
  host.advance(12 * 3600_000 + 1);
  assert.equal((await browser.get("/contacts")).status, 303);
});

test("a form sent from another port of the same machine is refused", async () => {
  const browser = await browserOf(host).signIn("maria@northwind.example");
  const answer = await fetch(`${host.url}/contacts/new`, {
    method: "POST",
    headers: { cookie: browser.cookie(), origin: "http://127.0.0.1:1", "content-type": "application/x-www-form-urlencoded" },
    body: "name=Mallory",
  });
  assert.equal(answer.status, 403);
});

test("signing in goes on only to pages of this product", async () => {
  for (const next of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]) {
    const answer = await browserOf(host).post("/sign-in", { email: "maria@northwind.example", password: "ledgerline-demo", next });
    assert.equal(answer.headers.get("location"), "/");
  }
});
