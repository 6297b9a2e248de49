import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createWeb, type IncomingMessage, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import type { HttpConnection } from "@stoa/contract";
import type { Reach } from "../box.ts";
import { openBroker, type Broker } from "./open-broker.ts";
import type { Current, LinkedAccount } from "./read-connections.ts";

const key = "canary-key-3f9a+/Zz";
const host = "crm.stoa.internal";

interface Asked {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: string;
}

const asked: Asked[] = [];
const closing: { close(): unknown }[] = [];
after(() => closing.forEach((one) => one.close()));

async function listen(server: Server | ReturnType<typeof createServer>): Promise<number> {
  closing.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** The service behind: it tells back what it was sent, as careless services do. */
const upstream = createWeb(async (request, response) => {
  const body = await text(request);
  const { method = "", url = "", headers, rawHeaders } = request;
  asked.push({ method, url, headers, rawHeaders, body });
  if (url.startsWith("/api/away")) return void response.writeHead(302, { location: "https://elsewhere.example/?from=1" }).end();
  if (url.startsWith("/api/near")) return void response.writeHead(302, { location: "/api/contacts?page=2" }).end();
  response.writeHead(200, { "x-echo": headers["authorization"] ?? "", "content-type": "application/json" });
  response.end(JSON.stringify({ url, headers, bytes: body.length }));
});
const port = await listen(upstream);

const dial: Reach = async (name, to) => {
  const socket = connect(to, name);
  return once(socket, "connect").then(
    () => socket,
    (error: Error) => error.message,
  );
};

interface Opened {
  broker: Broker;
  /** The broker's ends of connections. */
  nears: Socket[];
  start(bytes: string): Socket;
  /** What a program gets that writes these bytes to its endpoint. */
  say(bytes: string): Promise<string>;
  ask(line: string, headers?: string, body?: string): Promise<string>;
}

async function open(
  over: Partial<HttpConnection> = {},
  secrets: Record<string, string> = { api_key: key },
  authorities?: string[],
  linked?: LinkedAccount,
  credentialMs?: number,
): Promise<Opened> {
  const http: HttpConnection = {
    base: `http://127.0.0.1:${port}/api`,
    auth: { header: "Authorization", value: "Bearer {api_key}" },
    allow: ["GET /contacts", "GET /contacts/*", "POST /contacts/*", "GET /away", "GET /near", "PUT /files/**"],
    ...over,
  };
  const provider = linked ? { provider: "crm" } : {};
  const connections = [{ name: "crm", kind: "api-key", title: "CRM", fields: ["api_key"], http, ...provider }];
  const broker = openBroker({
    manifest: { connections, secrets: ["api_key"] },
    config: {},
    secrets,
    ...(authorities ? { authorities } : {}),
    ...(linked ? { linked: new Map([["crm", linked]]) } : {}),
    ...(credentialMs === undefined ? {} : { credentialMs }),
  });
  closing.push(broker);
  const [door] = broker.egress;
  const nears: Socket[] = [];
  const answer = (near: Socket): void => {
    nears.push(near);
    door?.answer?.(near, dial);
  };
  const doorPort = await listen(createServer({ allowHalfOpen: true }, answer));
  const start = (bytes: string): Socket => {
    const socket = connect(doorPort, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(bytes);
    return socket;
  };
  const say = (bytes: string): Promise<string> => text(start(bytes));
  const ask = (line: string, headers = "", body = ""): Promise<string> =>
    say(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${headers}\r\n${body}`);
  return { broker, nears, start, say, ask };
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

test("a declared request gets the credential on its way and comes back without it", async () => {
  const { broker, ask } = await open();
  asked.length = 0;
  const answer = await ask("GET /contacts?page=1", "Authorization: Bearer mine\r\nAccept-Encoding: gzip\r\nX-Own: a\r\n");
  assert.equal(statusOf(answer), 200, answer);
  assert.deepEqual(
    [asked[0]?.url, asked[0]?.headers.authorization, asked[0]?.headers.host],
    ["/api/contacts?page=1", `Bearer ${key}`, `127.0.0.1:${port}`],
  );
  assert.deepEqual([asked[0]?.headers["accept-encoding"], asked[0]?.headers["x-own"]], ["identity", "a"]);
  assert.ok(!answer.includes(key) && /x-echo: Bearer \*{19}/.test(answer), answer);
  assert.deepEqual([broker.env, broker.refused()], [{ STOA_HTTP_CRM: `http://${host}` }, []]);
});

test("bodies pass whole, chunked or not, however large", async () => {
  const { ask } = await open();
  asked.length = 0;
  const large = "x".repeat(3_000_000);
  assert.equal(statusOf(await ask("PUT /files/a/b/c", `Content-Length: ${large.length}\r\n`, large)), 200);
  const chunked = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
  assert.equal(statusOf(await ask("POST /contacts/7", "Transfer-Encoding: chunked\r\n", chunked)), 200);
  assert.deepEqual(
    asked.map(({ body }) => body.length),
    [large.length, large.length],
  );
});

test("what is not declared is refused with what to do, and noted; nothing reaches the service", async () => {
  const { broker, ask } = await open();
  asked.length = 0;
  const answer = await ask("DELETE /contacts/7");
  assert.equal(statusOf(answer), 403);
  assert.match(
    answer,
    /"error":"undeclared_request","what":"DELETE \/contacts\/7 is not declared for the account crm\.","fix":"Its publisher adds/,
  );
  for (const path of ["/contacts/7/notes", "/contacts/", "/", "/files", "/Contacts"])
    assert.equal(statusOf(await ask(`GET ${path}`)), 403, path);
  assert.equal(statusOf(await ask("HEAD /contacts/7")), 200);
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["HEAD"],
  );
  assert.equal(broker.refused()[0]?.request, "DELETE /contacts/7");
});

test("a path, a host or a length that could be read in two ways is refused", async () => {
  const { say, ask } = await open({ allow: ["GET /**", "POST /**"] });
  asked.length = 0;
  const paths = [
    "/a/../b",
    "/a/%2e%2e/b",
    "/a/.%2E/b",
    "/a%2fb",
    "/a%5cb",
    "/a\\b",
    "//other.example/a",
    "/a//b",
    "/a/%252e%252e/b",
    "/a;x/b",
    "/a/%00",
    "/a/%zz",
    "/.",
  ];
  for (const path of paths) assert.equal(statusOf(await ask(`GET ${path}`)), 400, path);
  const own = `Host: ${host}\r\nConnection: close\r\n`;
  const requests = {
    "absolute form": `GET http://other.example/a HTTP/1.1\r\n${own}\r\n`,
    "absolute form of its own": `GET http://${host}/a HTTP/1.1\r\n${own}\r\n`,
    "two hosts": `GET /a HTTP/1.1\r\n${own}Host: other.example\r\n\r\n`,
    "another host": `GET /a HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n`,
    "another installation's endpoint": `GET /a HTTP/1.1\r\nHost: mail.stoa.internal\r\nConnection: close\r\n\r\n`,
    "no host": "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two lengths": `POST /a HTTP/1.1\r\n${own}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde`,
    "length and chunks": `POST /a HTTP/1.1\r\n${own}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "odd chunks": `POST /a HTTP/1.1\r\n${own}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    "another protocol": `GET /a HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    "a line break in a header": `GET /a HTTP/1.1\r\n${own}X: a\rY: b\r\n\r\n`,
    "a tunnel": `CONNECT other.example:443 HTTP/1.1\r\n${own}\r\n`,
    "no request": "nonsense\r\n\r\n",
  };
  for (const [name, bytes] of Object.entries(requests)) {
    const status = statusOf(await say(bytes));
    assert.ok(status === 400 || status === 405, `${name}: ${status}`);
  }
  assert.deepEqual(asked, []);
});

test("a request behind another one on the same connection is judged by itself", async () => {
  const { say } = await open();
  asked.length = 0;
  const one = `GET /contacts HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const answers = await say(`${one}DELETE /contacts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  assert.deepEqual(
    [...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status),
    ["200", "403"],
  );
  assert.equal(asked.length, 1);
});

test("a redirect is passed on, never followed: to another host as it is, within the account through the broker", async () => {
  const { ask } = await open();
  asked.length = 0;
  assert.match(await ask("GET /away"), /302[^]*location: https:\/\/elsewhere\.example\/\?from=1\r/i);
  assert.match(await ask("GET /near"), new RegExp(`302[^]*location: http://${host}/contacts\\?page=2\\r`, "i"));
  assert.equal(asked.length, 2);
});

test("a credential as a parameter or as user and password; one given by the program does not stand beside it", async () => {
  asked.length = 0;
  const byQuery = await open({ auth: { query: "key", value: "{api_key}" } });
  const answer = await byQuery.ask("GET /contacts?key=mine&page=2&%6bey=mine");
  assert.ok(!answer.includes(encodeURIComponent(key)), answer);
  const basic = await open({ auth: { basic: { user: "me", password: "{api_key}" } } });
  await basic.ask("GET /contacts");
  assert.deepEqual(
    [asked[0]?.url, asked[1]?.headers.authorization],
    [`/api/contacts?page=2&key=${encodeURIComponent(key)}`, `Basic ${Buffer.from(`me:${key}`).toString("base64")}`],
  );
});

test("without a stored secret, and with a service that is not there, the program is told so", async () => {
  assert.match(await (await open({}, {})).ask("GET /contacts"), /403[^]*"error":"no_credential"/);
  assert.match(await (await open({ base: "http://127.0.0.1:1" })).ask("GET /contacts"), /502[^]*"error":"no_answer"/);
});

test("the address is spoken to with TLS, and only when its certificate is good", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-broker-"));
  after(() => rmSync(folder, { recursive: true }));
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile, "-out", certFile, "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...made, "-subj", "/CN=x", "-addext", "subjectAltName=DNS:localhost"], { stdio: "ignore" });
  const cert = readFileSync(certFile, "utf8");
  const secure = createSecure({ cert, key: readFileSync(keyFile) }, (request, response) =>
    response.end(`${request.headers.authorization?.length}`),
  );
  const base = `https://localhost:${await listen(secure)}`;
  assert.match(await (await open({ base }, undefined, [cert])).ask("GET /contacts"), /200 OK[^]*\r\n26$/);
  assert.match(await (await open({ base })).ask("GET /contacts"), /502[^]*"error":"no_answer","what":"[^"]*self-signed certificate/);
  const other = base.replace("localhost", "127.0.0.1");
  assert.match(await (await open({ base: other }, undefined, [cert])).ask("GET /contacts"), /502[^]*does not match certificate/);
});

test("a body ends where the program said, whatever it says of the length itself: no request can be hidden in one", async () => {
  const { say, ask } = await open();
  asked.length = 0;
  const hidden = "DELETE /api/contacts/7 HTTP/1.1\r\nX-Rest: ";
  const length = `Content-Length: ${hidden.length}\r\n\r\n${hidden}`;
  const own = `GET /contacts HTTP/1.1\r\nHost: ${host}\r\n`;
  assert.equal(statusOf(await say(`${own}Connection: close, content-length\r\n${length}`)), 200);
  assert.equal(statusOf(await ask("GET /contacts?next=1")), 200);
  assert.deepEqual(
    asked.map(({ method, url, body }) => [method, url, body]),
    [
      ["GET", "/api/contacts", hidden],
      ["GET", "/api/contacts?next=1", ""],
    ],
  );
});

test("a request of more headers than are shown to us is refused: its length could be among the others", async () => {
  const { say } = await open();
  const own = `GET /contacts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n`;
  const many = (count: number): string => `${own}${"a:b\r\n".repeat(count)}Content-Length: 3\r\n\r\nabc`;
  assert.equal(statusOf(await say(many(900))), 200);
  asked.length = 0;
  assert.match(await say(many(997)), /^HTTP\/1\.1 400 [^]*too many headers/);
  for (const count of [998, 1_500]) assert.ok([400, 431].includes(statusOf(await say(many(count)))), `${count}`);
  assert.deepEqual(asked, []);
});

test("no header or parameter makes another request of a declared one, or stands beside the credential, however it is spelt", async () => {
  const { ask } = await open({ auth: { header: "X-Api-Key", value: "{api_key}" } });
  asked.length = 0;
  const others = ["X-HTTP-Method-Override", "x_http_method_override", "X-Method.Override", "X_Original_URL", "X-Rewrite-Url", "X_Api_Key"];
  const lines = [...others, "Transfer_Encoding"].map((name) => `${name}: DELETE\r\n`).join("");
  assert.equal(statusOf(await ask("POST /contacts/7", `${lines}X_Own: mine\r\nContent-Length: 0\r\n`)), 200);
  const names = (asked[0]?.rawHeaders ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  assert.deepEqual(names.toSorted(), ["accept-encoding", "connection", "content-length", "host", "x-api-key", "x_own"]);
  assert.equal(asked[0]?.headers["x-api-key"], key);
  const queries = [
    "_method=DELETE",
    "a=1&_METHOD=DELETE",
    "a=1;_method=DELETE",
    "%5Fmethod=PUT",
    ".method=PUT",
    "+_method=PUT",
    "%5bmethod=PUT",
  ];
  for (const query of queries) assert.match(await ask(`GET /contacts?${query}`), /^HTTP\/1\.1 400 [^]*"malformed_query"/, query);
  assert.equal(statusOf(await ask("GET /contacts?payment_method=card&_methods=1")), 200);
  assert.equal(asked.length, 2);
});

const slowly = (count: number): string => `GET /contacts/slow HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count);

test("of requests that are sent without waiting for answers so many are taken, and no more", async () => {
  const ends: (() => void)[] = [];
  const slow = createWeb((_request, response) => {
    ends.push(() => response.end());
    // So many an account's service is asked at once; the others wait in the broker.
    if (ends.length >= 32) for (const end of ends) end();
  });
  const { say } = await open({ base: `http://127.0.0.1:${await listen(slow)}` });
  const statuses = [...(await say(slowly(100))).matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
  assert.deepEqual(statuses, [...Array<string>(64).fill("200"), "503"]);
});

test("what a program hangs up on before it is passed on is not passed on, and leaves nothing under way behind", async () => {
  const { promise: token, resolve: giveToken } = Promise.withResolvers<Current>();
  const heard = new EventEmitter();
  let waiting = 0;
  const sent = (): Promise<Current> => {
    waiting += 1;
    heard.emit("asked");
    return token;
  };
  const { start, ask, nears } = await open({}, {}, undefined, { base: `http://127.0.0.1:${port}/api`, sent });
  const socket = start(slowly(64));
  await once(heard, "asked");
  assert.equal(waiting, 64);
  socket.destroy();
  await once(nears[0] ?? heard, "close");
  asked.length = 0;
  giveToken({ headers: { authorization: "Bearer linked" }, query: {}, sensitive: ["linked"] });
  assert.equal(statusOf(await ask("GET /contacts")), 200);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["/api/contacts"],
  );
});

test("a credential that does not come is not waited for for ever", async () => {
  const never = (): Promise<Current> => new Promise(() => undefined);
  const { ask } = await open({}, {}, undefined, { base: `http://127.0.0.1:${port}/api`, sent: never }, 30);
  assert.match(await ask("GET /contacts"), /^HTTP\/1\.1 502 [^]*could not be read in time/);
});

test("a box has so many connections to an account and no more; one that ends makes room for another", async () => {
  const { start, ask, nears } = await open();
  const silent = Array.from({ length: 128 }, () => start(""));
  while (nears.length < 128) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await ask("GET /contacts"), "");
  silent[0]?.destroy();
  await once(nears[0] ?? new EventEmitter(), "close");
  assert.equal(statusOf(await ask("GET /contacts")), 200);
  for (const socket of silent) socket.destroy();
});
