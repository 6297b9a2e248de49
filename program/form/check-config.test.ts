import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../manifest/read-manifest.ts";
import { applyDefaults } from "./apply-defaults.ts";
import { fillFoundAt, leadsToHost } from "./found-at.ts";
import { orderFields, readFieldOrder } from "./field-order.ts";
import { tidyAddresses } from "./tidy-addresses.ts";
import { checkConfig } from "./check-config.ts";

const { manifest } = readManifest(
  `version: 1
contract: stoa
name: hello
base: bash
run: "true"
configs:
  schema:
    required: [server, key]
    additionalProperties: false
    properties:
      server: { type: string, pattern: "^[a-z.]+$" }
      mail: { type: string, format: email }
      key: { type: string, format: secret, minLength: 20 }
      list: { $ref: "#/definitions/lists" }
      way: { oneOf: [{ const: in, title: In }, { const: out, title: Out }] }
    definitions:
      lists: { type: string, dynamic: true }
`,
  { file: "stoa.yaml" },
);
assert.ok(manifest);
const check = (config: Record<string, unknown>, secrets: string[] = ["key"]) =>
  checkConfig(manifest, { config, secrets, options: { lists: ["a", "b"] } }).map(({ path, message }) => `${path} ${message}`);

test("A good form passes without its secrets being seen", () => {
  assert.deepEqual(check({ server: "nas.example", mail: "a@b.example", list: "a" }), []);
});

test("Each fault is told at its field", () => {
  assert.deepEqual(check({}, []), ["/server This field is needed.", "/key This field is needed."]);
  assert.deepEqual(check({ server: "NAS" }), ["/server This does not look as it should."]);
  assert.deepEqual(check({ server: "nas", mail: "nobody" }), ["/mail This is no e-mail address."]);
  assert.deepEqual(check({ server: "nas", way: "up" }), ["/way This is not one of the choices."]);
  assert.deepEqual(check({ server: "nas", list: "c" }), ["/list This is not one of the choices."]);
  assert.deepEqual(check({ server: "nas", other: 1 }), ["/other This must NOT have additional properties."]);
});

test("A secret among the settings is refused before it can be kept", () => {
  assert.match(check({ server: "nas", key: "hunter2" })[0] ?? "", /^\/key This is a secret/);
});

const mapped = readManifest(
  `version: 1
contract: stoa
name: hello
base: bash
run: "true"
configs:
  schema:
    properties:
      fields:
        type: array
        format: field-mapping
        items:
          type: object
          required: [source, target]
          properties:
            source: { enum: [name, mail] }
            target: { $ref: "#/definitions/theirs" }
    definitions:
      theirs: { type: string, dynamic: true }
`,
  { file: "stoa.yaml" },
).manifest;

test("A mapping of fields is judged row by row, and what must be filled by the program's own word", () => {
  assert.ok(mapped);
  const options = {
    theirs: [
      { const: "email", title: "E-mail", needed: true },
      { const: "full", title: "Full name" },
    ],
  };
  const said = (fields?: unknown) =>
    checkConfig(mapped, { config: fields === undefined ? {} : { fields }, secrets: [], options }).map(
      ({ path, message }) => `${path} ${message}`,
    );
  assert.deepEqual(said([{ source: "mail", target: "email" }]), []);
  assert.deepEqual(said(), ["/fields E-mail is needed, and nothing goes into it."]);
  assert.deepEqual(said([{ source: "name", target: "full" }]), ["/fields E-mail is needed, and nothing goes into it."]);
  const two = [
    { source: "mail", target: "email" },
    { source: "name", target: "email" },
    { source: "other", target: "gone" },
    { source: "name" },
  ];
  assert.deepEqual(said(two).toSorted(), [
    "/fields/1/target Row 1 goes into this already.",
    "/fields/2/source This is not one of the choices.",
    "/fields/2/target This is not one of the choices.",
    "/fields/3/target This field is needed.",
  ]);
  const before = checkConfig(mapped, { config: { fields: two.slice(0, 1) }, secrets: [] });
  assert.deepEqual(before, [], "before the program gave its fields, nothing is refused for them");
});

test("A mapping that is none is told at its line", () => {
  const text =
    "version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\nconfigs:\n  schema:\n    properties:\n      fields: { type: array, format: field-mapping, items: { type: string } }\n";
  const { problems } = readManifest(text, { file: "stoa.yaml" });
  assert.deepEqual([problems?.[0]?.line, problems?.[0]?.message], [9, "`fields` is no mapping of fields."]);
});

test("What a form costs to check grows with its size alone, and its faults are not told by the thousand", () => {
  assert.ok(manifest && mapped);
  const long = (length: number) =>
    checkConfig(mapped, { config: { fields: Array.from({ length }, () => ({ source: "none", target: 1 })) }, secrets: [] });
  assert.deepEqual(
    long(1_001).map(({ path, message }) => `${path} ${message}`),
    ["/fields This has 1001 items, more than a list of a form may have."],
  );
  assert.equal(long(1_000).length, 100);
  const deep = { server: "nas", other: [{ more: Array(1_001).fill("x") }] };
  assert.deepEqual(check(deep), ["/other/0/more This has 1001 items, more than a list of a form may have."]);
  let reads = 0;
  const row = (target: string) => ({
    source: "name",
    get target() {
      reads += 1;
      return target;
    },
  });
  checkConfig(mapped, { config: { fields: Array.from({ length: 1_000 }, (_, index) => row(`t${index}`)) }, secrets: [] });
  assert.ok(reads < 10_000, `a target was read ${reads / 1_000} times`);
});

test("An address is made whole where one scheme alone can be meant, and the host's stands there before anybody types", () => {
  const properties = { from: { type: "string", format: "uri", default_from: "host.address" }, note: { type: "string" } };
  const form = { configs: { schema: { properties }, uischema: null }, secrets: [] };
  const tidy = (from: string) => tidyAddresses(form, { from, note: "app.example.com" })["from"];
  assert.equal(tidy(" app.example.com "), "https://app.example.com");
  assert.equal(tidy("example.com:4510/a"), "https://example.com:4510/a");
  assert.equal(tidy("127.0.0.1:4510"), "http://127.0.0.1:4510");
  assert.equal(tidy("http://nas.example/x"), "http://nas.example/x");
  assert.equal(tidy("hallo das ist keine adresse"), "hallo das ist keine adresse");
  assert.equal(tidyAddresses(form, { note: "app.example.com" })["note"], "app.example.com");
  assert.deepEqual(applyDefaults(form, {}, { "host.address": "https://host.example" }), { from: "https://host.example" });
  assert.deepEqual(applyDefaults(form, {}), {});
  const written = {
    properties: { by: { type: "string", default_from: "person.email" }, of: { type: "string", default_from: "customer.name" } },
  };
  const signedIn = { "person.email": "ada@halden.example", "customer.name": "Halden" };
  assert.deepEqual(applyDefaults({ ...form, configs: { schema: written, uischema: null } }, {}, signedIn), {
    by: "ada@halden.example",
    of: "Halden",
  });
  const named = { ...form, configs: { schema: { properties: { by: { default_from: "customer.name", maxLength: 5 } } }, uischema: null } };
  assert.deepEqual(
    ["Acme", "Acme Ltd"].map((name) => applyDefaults(named, {}, { "customer.name": name })),
    [{ by: "Acme" }, {}],
    "what is too long for the field is left out",
  );
  const letters = { type: "string", default: "en", default_from: "language", oneOf: [{ const: "en" }, { const: "de" }] };
  const spoken = { ...form, configs: { schema: { properties: { letters } }, uischema: null } };
  assert.deepEqual(
    ["de", "fr"].map((language) => applyDefaults(spoken, {}, { language })),
    [{ letters: "de" }, { letters: "en" }],
  );
  assert.deepEqual(applyDefaults(form, { from: "https://own.example" }, { "host.address": "https://host.example" }), {
    from: "https://own.example",
  });
});

test("The fields of a form keep their author's order, at every depth, though what keeps them sorts them by name", () => {
  const inner = { type: "object", properties: { zip: {}, city: {}, a: { properties: { second: {}, first: {} } } } };
  const schema = { required: ["user"], properties: { server: {}, user: {}, places: { type: "array", items: inner } } };
  const sorted = (node: unknown): unknown =>
    typeof node !== "object" || node === null || Array.isArray(node)
      ? node
      : Object.fromEntries(
          Object.entries(node)
            .map(([key, value]) => [key, sorted(value)] as const)
            .toSorted(([one], [other]) => (one < other ? -1 : 1)),
        );
  const kept = { schema: sorted(schema) as Record<string, unknown>, order: sorted(readFieldOrder(schema)) as Record<string, string[]> };
  const names = (node: unknown) => Object.keys((node as { properties: object }).properties);
  const ordered = orderFields(kept) as typeof schema;
  assert.deepEqual(names(ordered), ["server", "user", "places"]);
  assert.deepEqual(names(ordered.properties.places.items), ["zip", "city", "a"]);
  assert.deepEqual(names(ordered.properties.places.items.properties.a), ["second", "first"]);
  assert.deepEqual(ordered, schema, "nothing but the order changes");
  assert.deepEqual(names(orderFields({ schema: kept.schema })), ["user", "places", "server"], "without an order what is needed is first");
});

test("A field leads to where its value is made: an https page, or one of the host's product", () => {
  const of = (found_at: string) => ({ properties: { key: { type: "string", format: "secret", found_at }, other: true } });
  const filled = (found_at: string, host?: string) => {
    const schema = fillFoundAt(of(found_at), host === undefined ? {} : { "host.address": host });
    return (schema["properties"] as { key: { found_at: string } }).key.found_at;
  };
  assert.equal(filled("{host.address}/settings#keys", "https://app.example.com/"), "https://app.example.com/settings#keys");
  assert.equal(filled("{host.address}/settings"), "{host.address}/settings");
  assert.equal(filled("https://crm.example/keys", "https://app.example.com"), "https://crm.example/keys");
  assert.deepEqual([leadsToHost(of("{host.address}/x")), leadsToHost(of("https://crm.example/keys"))], [true, false]);
  const problemsOf = (found_at: string) =>
    readManifest(
      `version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: x\nconfigs:\n  schema:\n    properties:\n      key: { type: string, found_at: "${found_at}" }\n`,
      { file: "stoa.yaml" },
    ).problems?.map(({ line }) => line);
  assert.equal(problemsOf("{host.address}/settings/keys"), undefined);
  for (const wrong of [
    "javascript:alert(1)",
    "http://crm.example/keys",
    "{host.address}.evil.example/",
    "{host.address}@evil.example/",
    "/settings",
    "https://",
  ])
    assert.deepEqual(problemsOf(wrong), [9], wrong);
});
