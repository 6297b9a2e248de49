import assert from "node:assert/strict";
import { test } from "node:test";
import nodemailer from "nodemailer";
import { atomFeed, startExampleHost, startFeedServer, startRadicale, startSecondPostgres, startSmtpSink, startWebdav } from "./index.ts";

test("WebDAV takes a file with the right password only", async () => {
  const dav = await startWebdav();
  const put = (password: string): Promise<Response> =>
    fetch(`${dav.url}/a.txt`, { method: "PUT", body: "hello", headers: { authorization: `Basic ${btoa(`${dav.user}:${password}`)}` } });
  assert.equal((await put("wrong")).status, 401);
  assert.equal((await put(dav.password)).status, 201);
  assert.deepEqual(await dav.list(), ["a.txt"]);
  assert.equal(await dav.read("a.txt"), "hello");
  await dav.write("deep/b.txt", "x");
  assert.deepEqual(await dav.list(), ["a.txt", "deep/b.txt"]);
  await dav.stop();
  await assert.rejects(put(dav.password));
});

test("Radicale keeps events in calendars", async () => {
  const radicale = await startRadicale();
  await radicale.makeCalendar("team");
  await radicale.putEvent("team", "one", "Stand-up");
  assert.deepEqual(await radicale.summaries("team"), ["Stand-up"]);
  assert.equal((await fetch(radicale.calendar("team"))).status, 401);
  await radicale.stop();
});

test("a feed goes down and comes back on the same port", async () => {
  const feed = await startFeedServer({ up: false });
  await assert.rejects(fetch(`${feed.url}/news`));
  feed.put("/news", atomFeed("News", [{ id: "1", title: "First", text: "Words" }]), "application/atom+xml");
  await feed.up();
  const first = await fetch(`${feed.url}/news`);
  assert.match(await first.text(), /<title>First/);
  const second = await fetch(`${feed.url}/news`, { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
  assert.equal(second.status, 304);
  await feed.stop();
  await assert.rejects(fetch(`${feed.url}/news`));
});

test("the SMTP sink keeps a mail whole and refuses a wrong password", async () => {
  const sink = await startSmtpSink({ needsLogin: true });
  const send = async (pass: string): Promise<void> => {
    const transport = nodemailer.createTransport({ host: sink.host, port: sink.port, auth: { user: sink.user, pass } });
    await transport.sendMail({ from: "a@example.example", to: "b@example.example", subject: "Größe", text: "Body\n.dot" });
    transport.close();
  };
  await assert.rejects(send("wrong"), /535/);
  await send(sink.password);
  const [mail] = sink.mails;
  assert.equal(mail?.subject, "Größe");
  assert.deepEqual(mail?.to, ["b@example.example"]);
  assert.match(mail?.raw ?? "", /^\.dot/m);
  await sink.stop();
});

test("the second Postgres lets in by password only", async () => {
  const server = await startSecondPostgres();
  await server.query("create table t (a int)");
  await server.query("insert into t values (7)");
  assert.deepEqual(await server.query("select a from t"), [{ a: 7 }]);
  const { default: pg } = await import("pg");
  const { port, user, database } = server;
  const stranger = new pg.Client({ host: "127.0.0.1", port, user, database, password: "wrong" });
  await assert.rejects(stranger.connect(), /password authentication failed/);
  await stranger.end();
  await server.stop();
});

test("the example host answers with its key", async () => {
  const host = await startExampleHost();
  const page = await host.call<{ data: unknown[] }>("GET", "/contacts?limit=3");
  assert.equal(page.data.length, 3);
  await host.stop();
});
