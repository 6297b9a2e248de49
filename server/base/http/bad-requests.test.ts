import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { ErrorBody } from "@stoa/contract";
import { Type } from "typebox";
import { createLog } from "../log.ts";
import { createApp } from "./create-app.ts";

const named = Type.Object({ name: Type.String(), more: Type.Optional(Type.Record(Type.String(), Type.String())) });
const url = "http://127.0.0.1:4400";
const app = await createApp({
  log: createLog({ level: "silent" }),
  addresses: { publicUrl: url, port: 4400, openWrites: ["/v1/"] },
  trustedProxies: [],
  page: async (_request, reply) => reply.code(200).type("text/html").send("<p>the pages</p>"),
});
app.post("/v1/echo", (request) => ({ got: request.body }));
app.post("/v1/cookie", (request) => ({ got: request.headers.cookie ?? "none" }));
app.get("/v1/things/:id", (request) => ({ got: request.params }));
app.post("/v1/named", { schema: { body: named, querystring: Type.Object({ limit: Type.Optional(Type.Integer()) }) } }, (request) => ({
  body: request.body,
  query: request.query,
}));
app.post("/v1/either", { schema: { body: Type.Union([named, Type.Object({ other: Type.String() })]) } }, (request) => ({
  body: request.body,
}));
await app.register(async (inner) => {
  inner.addContentTypeParser("application/x-stream", (_request, payload, done) => done(null, payload));
  const schema = { body: Type.Object({ more: Type.Optional(Type.String()) }) };
  inner.post("/v1/stream", { schema }, (request) => ({ whole: Object.hasOwn(request.body as object, "_readableState") }));
});
after(() => app.close());

const post = (payload: string, path = "/v1/echo") =>
  app.inject({ method: "POST", url: path, headers: { host: "127.0.0.1:4400", "content-type": "application/json" }, payload });
const get = (path: string) => app.inject({ method: "GET", url: path, headers: { host: "127.0.0.1:4400" } });

test("where a page of anybody's may write by its own proof, the browser's cookie counts for a page of ours alone", async () => {
  const got = async (origin: object): Promise<unknown> => {
    const headers = { host: "127.0.0.1:4400", cookie: "stoa_session=x", ...origin };
    return (await app.inject({ method: "POST", url: "/v1/cookie", headers })).json<{ got: string }>().got;
  };
  assert.equal(await got({ origin: url }), "stoa_session=x");
  for (const origin of [{}, { origin: "null" }, { origin: "https://host.example" }, { origin: `${url}.evil.example` }])
    assert.equal(await got(origin), "none");
});

test("text that no column can keep is refused where it stands, and nothing else is", async () => {
  for (const [payload, path] of [
    [String.raw`{"a":[{"b":"x\u0000"}]}`, "body/a/0/b"],
    [String.raw`{"a":"\ud83d"}`, "body/a"],
    [String.raw`{"a":{"b\uDE00":1}}`, "body/a"],
    [String.raw`"\u0000"`, "body"],
  ] as const) {
    const answer = await post(payload);
    assert.equal(answer.statusCode, 400, payload);
    assert.deepEqual(
      answer.json<ErrorBody>().error.problems?.map((one) => one.path),
      [path],
    );
  }
  for (const payload of [String.raw`{"a":"\ud83d\ude00"}`, String.raw`{"a":"a\\u0000b"}`, '{"a":"😀"}']) {
    const answer = await post(payload);
    assert.deepEqual(answer.json(), { got: JSON.parse(payload) }, payload);
  }
  const deep = `${"[".repeat(5_000)}"\\u0000"${"]".repeat(5_000)}`;
  assert.equal((await post(deep)).statusCode, 400);
});

test("of a request that is handed on unread nothing is taken, and it is handed on where that is wanted alone", async () => {
  const send = (url: string) =>
    app.inject({ method: "POST", url, headers: { host: "127.0.0.1:4400", "content-type": "application/x-stream" }, payload: "bytes" });
  assert.deepEqual((await send("/v1/stream")).json(), { whole: true });
  assert.equal((await send("/v1/named")).statusCode, 400);
});

test("what the router cannot read is answered in our form, and does not come back", async () => {
  for (const path of [
    "/v1/things/%",
    "/v1/things/%ED%A0%80",
    "/v1/%zz/x",
    `/v1/things/${"a".repeat(300)}`,
    "/v1/things/%00",
    "/v1/things/a?q=%00",
  ]) {
    const answer = await get(path);
    assert.equal(answer.statusCode, 400, path);
    const { error } = answer.json<ErrorBody>();
    assert.deepEqual([error.code, error.what.includes("things"), error.fix.length > 0], ["invalid_input", false, true], path);
  }
  assert.deepEqual((await get("/v1/things/a%20b")).json(), { got: { id: "a b" } });
});

test("fields and parameters that a schema does not name come to no verb", async () => {
  const body = JSON.stringify({ name: "a", more: { anything: "b" }, id: "c", sideId: "d", toString: "e" });
  const answer = await post(body, "/v1/named?limit=3&publisherId=f&constructor=g");
  assert.deepEqual(answer.json(), { body: { name: "a", more: { anything: "b" } }, query: { limit: 3 } });
  assert.deepEqual((await post('{"other":"a","name":"b","id":"c"}', "/v1/either")).json(), { body: { other: "a", name: "b" } });
  assert.deepEqual((await post('{"anything":1}')).json(), { got: { anything: 1 } });
});

test("the address that is printed answers whoever asks with the pages, other addresses whoever asks for pages, and machines in our form", async () => {
  const ask = async (path: string, accept?: string, method: "GET" | "HEAD" = "GET"): Promise<[number, boolean]> => {
    const headers = { host: "127.0.0.1:4400", ...(accept === undefined ? {} : { accept }) };
    const { statusCode, headers: got } = await app.inject({ method, url: path, headers });
    return [statusCode, String(got["content-type"]).startsWith("text/html")];
  };
  const [page, nothing] = [
    [200, true],
    [404, false],
  ];
  assert.deepEqual(
    [await ask("/"), await ask("/", "*/*"), await ask("/?from=mail"), await ask("/", "*/*", "HEAD")],
    [page, page, page, page],
  );
  assert.deepEqual([await ask("/runs", "text/html"), await ask("/runs", "*/*")], [page, nothing]);
  assert.deepEqual(
    [await ask("/", "application/json"), await ask("/v1/nothing", "text/html"), await ask("//x", "*/*")],
    [nothing, nothing, nothing],
  );
});
