import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { StoaError } from "../../../base/index.ts";
import { sampleDocument } from "../testing.ts";
import { compareActions } from "./compare.ts";
import { readDocument } from "./read-document.ts";

const yaml = `
openapi: 3.0.3
info: { title: Ledgerline, version: 2 }
servers: [{ url: "https://{region}.ledgerline.example/v1/", variables: { region: { default: eu } } }]
security: [{ oauth: [basic] }]
paths:
  /contacts:
    get: { operationId: contacts.list, summary: Read contacts, security: [{ oauth: [contacts:read] }, { key: [] }] }
    post: { description: "Adds a contact. It answers with it.", security: [{ oauth: [contacts:write] }] }
  /contacts/{id}:
    get: { operationId: contacts.get }
    delete: { x-stoa-action: false }
    patch: { x-stoa-action: contacts.change, operationId: patchContact, security: [] }
  /files/{name}.json: { get: { operationId: files.get } }
  /a/../b: { get: { operationId: dots } }
  /twice/{one}: { get: { operationId: twice.one } }
  /twice/{other}: { get: { operationId: twice.other } }
`;

test("operations become actions by the host's own names; what one rule cannot hold is left out and says why", () => {
  const { base, version, actions, skipped } = readDocument({ document: yaml });
  assert.deepEqual([base, version], ["https://eu.ledgerline.example/v1", "2"]);
  assert.deepEqual(
    actions.map(({ name, method, path, title, scopes }) => [name, method, path, title, scopes.join(" ")]),
    [
      ["contacts.change", "PATCH", "/contacts/{id}", "PATCH /contacts/{id}", ""],
      ["contacts.get", "GET", "/contacts/{id}", "GET /contacts/{id}", "basic"],
      ["contacts.list", "GET", "/contacts", "Read contacts", "contacts:read"],
      ["post-contacts", "POST", "/contacts", "Adds a contact", "contacts:write"],
    ],
  );
  assert.deepEqual(skipped.map(({ place }) => place).toSorted(), [
    "GET /a/../b",
    "GET /files/{name}.json",
    "GET /twice/{one}",
    "GET /twice/{other}",
  ]);
});

test("what is described and is no action is closed, and tells one document from another", () => {
  const read = readDocument({ document: yaml });
  assert.deepEqual(
    read.closed.map(({ method, path }) => `${method} ${path}`),
    ["DELETE /contacts/{id}", "GET /twice/{one}", "GET /twice/{other}"],
  );
  assert.notEqual(read.digest, readDocument({ document: yaml.replace("    delete: { x-stoa-action: false }\n", "") }).digest);
});

test("what its actions are called in other languages is kept by the text it stands for, and what cannot be read is refused with its place", () => {
  const say = (more: string) => readDocument({ document: yaml + more });
  const said = say("x-stoa-translations: { de: { Read contacts: Kontakte lesen, Never said: Nie gesagt } }\n");
  assert.deepEqual(said.words, { translations: { de: { "Read contacts": "Kontakte lesen" } } });
  assert.notEqual(said.digest, say("").digest);
  assert.deepEqual(say("x-stoa-language: fr\nx-stoa-translations: { en: {} }\n").words, { language: "fr", translations: { en: {} } });
  const wrong: [string, RegExp][] = [
    ["x-stoa-translations: [de]", /x-stoa-translations/],
    ["x-stoa-translations: { german: {} }", /x-stoa-translations\.german/],
    ["x-stoa-translations: { en: {} }", /x-stoa-translations\.en/],
    ["x-stoa-translations: { de: { Read contacts: [] } }", /x-stoa-translations\.de/],
    ["x-stoa-language: German", /x-stoa-language/],
  ];
  for (const [more, place] of wrong) assert.throws(() => say(`${more}\n`), { code: "invalid_input", message: place });
});

test("what is no OpenAPI document is refused with what to do", () => {
  const refusals: [document: string, says: RegExp][] = [
    ["{", /neither JSON nor YAML/],
    ["just text", /no OpenAPI document/],
    ["swagger: '2.0'", /Swagger 2\.0.*/],
    ["openapi: 3.1.0\npaths: {}", /names no operation/],
    [sampleDocument({ "GET /a": "a" }, "/v1"), /does not say where the API is/],
    [sampleDocument({ "GET /a": "a" }, "https://user:pass@api.example/"), /not the address of an API/],
    ["a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n".concat("d: [", "*c, ".repeat(60), "]"), /neither JSON nor YAML/],
  ];
  for (const [document, says] of refusals)
    assert.throws(
      () => readDocument({ document }),
      (error) => error instanceof StoaError && error.code === "invalid_input" && says.test(error.message),
      document.slice(0, 60),
    );
  assert.equal(
    readDocument({ document: sampleDocument({ "GET /a": "a" }, "/v1"), base: "http://127.0.0.1:4410/api/" }).base,
    "http://127.0.0.1:4410/api",
  );
});

test("a document of very many operations is refused in no time, and one of many that are all at fault is read as fast", () => {
  const item = `{${["get", "put", "post", "delete", "patch", "head"].map((method) => `"${method}":{}`).join()}}`;
  const documentOf = (count: number): string =>
    `{"openapi":"3.1.0","servers":[{"url":"https://a.example"}],"paths":{${Array.from({ length: count / 6 }, (_, at) => `"/${at}":${item}`).join()}}}`;
  const twice = Object.fromEntries(Array.from({ length: 4_000 }, (_, at) => [`GET /${at % 2_000}/{${at}}`, `a${at}`]));
  const documents: [document: string, says: RegExp][] = [
    [documentOf(80_004), /more than 5000 operations/],
    [documentOf(4_998), /names 4998 operations/],
    [sampleDocument(twice), /names no operation/],
  ];
  for (const [document, says] of documents) {
    assert.ok(document.length < 1_048_576);
    const before = process.cpuUsage();
    assert.throws(() => readDocument({ document }), says);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_500_000, `${(user + system) / 1_000} ms`);
  }
});

test("any text is read or refused, never anything else", () => {
  const anything = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json(),
    fc.object().map((paths) => JSON.stringify({ openapi: "3.1.0", paths, servers: [paths] })),
  );
  fc.assert(
    fc.property(anything, (document) => {
      try {
        readDocument({ document });
      } catch (error) {
        assert.ok(error instanceof StoaError && error.code === "invalid_input", String(error));
      }
    }),
  );
});

test("a document is compared action by action; the same one in another order is no change", () => {
  const first = { "GET /contacts": { name: "list", scopes: ["r"] }, "POST /contacts": "add", "GET /old": "old" };
  const before = readDocument({ document: sampleDocument(first) });
  assert.equal(readDocument({ document: sampleDocument(Object.fromEntries(Object.entries(first).toReversed())) }).digest, before.digest);
  const after = readDocument({
    document: sampleDocument({
      "GET /people": { name: "list", scopes: ["r", "w"], summary: "List" },
      "POST /contacts": "add",
      "GET /new": "new",
    }),
  });
  const { added, removed, changed, same } = compareActions(before.actions, after.actions);
  assert.deepEqual([added.map(({ name }) => name), removed.map(({ name }) => name), same], [["new"], ["old"], 1]);
  assert.deepEqual(
    changed.map(({ after: { name }, what, asksMore }) => [name, what, asksMore]),
    [["list", ["path", "scopes", "words"], ["w"]]],
  );
});
