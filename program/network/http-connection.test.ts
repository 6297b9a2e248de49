import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readManifest } from "../manifest/read-manifest.ts";
import { partsOf, readHttpBase, readRule, ruleAllows, withheldSecrets } from "./http-connection.ts";

const allows = (line: string, method: string, path: string): boolean => {
  const rule = readRule(line);
  const parts = partsOf(path);
  assert.ok(rule && parts, line);
  return ruleAllows(rule, { method, parts });
};

test("a rule allows its method and path, `*` one part, a last `**` any", () => {
  assert.ok(allows("GET /v1/contacts/*", "GET", "/v1/contacts/7"));
  assert.ok(allows("GET /v1/contacts/*", "HEAD", "/v1/contacts/%C3%BC"));
  assert.ok(allows("PUT /files/**", "PUT", "/files") && allows("PUT /files/**", "PUT", "/files/a/b"));
  for (const [method, path] of [
    ["POST", "/v1/contacts/7"],
    ["GET", "/v1/contacts"],
    ["GET", "/v1/contacts/"],
    ["GET", "/v1/contacts/7/notes"],
    ["GET", "/V1/contacts/7"],
  ] as const)
    assert.ok(!allows("GET /v1/contacts/*", method, path), path);
  for (const line of ["get /a", "GET a", "GET /a/../b", "GET /**/a", "GET /a?b=1", "GET /a /b"])
    assert.equal(readRule(line), undefined, line);
});

test("no spelling of a path passes for another one", () => {
  const piece = fc.constantFrom("a", "..", ".", "%2e", "%2E%2e", "%2f", "/", "%5c", "\\", "%25", ";", "//", "%00", "b");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = `/open/${pieces.join("")}`;
      const parts = partsOf(path);
      if (parts === undefined) return;
      assert.equal(new URL(`http://x${path}`).pathname, path);
      assert.ok(!/[\\;]|\/\/|%2f|%5c|%2e/i.test(path) || !/%2f|%5c/i.test(path), path);
      assert.equal(parts[0], "open");
    }),
  );
});

test("an address is one, from the manifest or from a setting that is no secret", () => {
  assert.equal(readHttpBase("https://api.example.com/v1/", {})?.href, "https://api.example.com/v1/");
  assert.equal(readHttpBase("{config.url}", { url: "crm.example:8443" })?.href, "https://crm.example:8443/");
  for (const base of ["https://me:x@api.example.com", "https://api.example.com/?a=1", "ftp://api.example.com", "{config.none}"])
    assert.equal(readHttpBase(base, {}), undefined, base);
});

const manifest = (http: string, more = ""): ReturnType<typeof readManifest> =>
  readManifest(
    `version: 1
contract: stoa
name: hello
base: bash
run: x
configs: { schema: { type: object, properties: { url: { type: string }, api_key: { type: string, format: secret }, other: { type: string, format: secret } } } }
connections:
  - { name: crm, kind: api-key, fields: [api_key], http: ${http}${more} }
`,
    { file: "stoa.yaml" },
  );
const good = `{ base: "{config.url}", auth: { header: Authorization, value: "Bearer {api_key}" }, allow: [GET /v1/contacts] }`;

test("a secret that Stoa adds is withheld from the program, unless a reason is given", () => {
  const withheld = (more = ""): string[] => {
    const { manifest: read, problems } = manifest(good, more);
    assert.ok(read, JSON.stringify(problems));
    return [...withheldSecrets(read)];
  };
  assert.deepEqual([withheld(), withheld(", raw: It signs files with it.")], [["api_key"], []]);
});

test("what is wrong with such an account is told where it stands", () => {
  const wrong = (http: string): string[] => (manifest(http).problems ?? []).map(({ path, message }) => `${path} ${message}`);
  const with_ = (from: string, to: string): string[] => wrong(good.replace(from, to));
  assert.match(with_("{api_key}", "{other}").join(), /connections\/0\/http\/auth `\{other\}` is not a field of this account/);
  assert.match(with_("Bearer {api_key}", "Bearer").join(), /No secret is sent/);
  assert.match(with_("header: Authorization, ", "").join(), /One way to send the secret is needed/);
  assert.match(with_("{config.url}", "{config.api_key}").join(), /`\{config.api_key\}` is not a field for an address/);
  assert.match(with_("{config.url}", "https://a b").join(), /is not an address/);
  assert.match(with_("GET /v1/contacts", "GET /v1/../admin").join(), /is not a method and a plain path/);
});
