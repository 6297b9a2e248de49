import { test } from "node:test";
import assert from "node:assert/strict";
import { dropDrafts, readDraft, writeDraft } from "./draft.ts";
import { fillOptions, missingLists } from "./fill-options.ts";
import { filledBefore, fromRows, toRows } from "./mapping-rows.ts";
import { matchesSchema } from "./matches-schema.ts";
import { sameValues } from "./same-values.ts";
import { choicesOf, type FormSchema } from "./schema-types.ts";
import Validator from "./validator-without-eval.ts";

const schema: FormSchema = {
  type: "object",
  properties: {
    list: { $ref: "#/definitions/lists" },
    tags: { type: "array", items: { $ref: "#/definitions/tags" } },
    plain: { type: "string" },
  },
  definitions: { lists: {}, tags: {} },
};

test("option lists fill definitions, whatever words the program used", () => {
  const lists = {
    lists: [{ const: "a", title: "List A" }, { value: "b", label: "List B" }, "c"],
    tags: { a: ["red"], b: ["blue", { id: 7, name: "Seven" }] },
  };
  const filled = fillOptions(schema, lists, { list: "b" });
  assert.deepEqual(choicesOf(filled.properties?.["list"] ?? {}), [
    { value: "a", label: "List A" },
    { value: "b", label: "List B" },
    { value: "c", label: "c" },
  ]);
  assert.deepEqual(choicesOf(filled.properties?.["tags"]?.items ?? {}), [
    { value: "blue", label: "blue" },
    { value: 7, label: "Seven" },
  ]);
  assert.deepEqual(choicesOf(fillOptions(schema, lists, {}).properties?.["tags"]?.items ?? {}), []);
});

test("lists that are still to be fetched are named", () => {
  assert.deepEqual(missingLists(schema, { lists: [] }), ["tags"]);
  assert.deepEqual(missingLists(schema, { lists: [], tags: [] }), []);
  const asks = (definition: FormSchema): string[] =>
    missingLists({ properties: { a: { $ref: "#/definitions/a" } }, definitions: { a: definition } }, {});
  assert.deepEqual(asks({ type: "string", dynamic: true }), ["a"]);
  assert.deepEqual(asks({ type: "string", enum: ["placeholder"] }), ["a"]);
  assert.deepEqual(asks({ type: "string", enum: ["red", "blue"] }), []);
  assert.deepEqual(asks({ type: "string" }), []);
});

test("a definition that points at itself does not hang the page", () => {
  const loop: FormSchema = {
    properties: { a: { $ref: "#/definitions/a" } },
    definitions: { a: { properties: { a: { $ref: "#/definitions/a" } } } },
  };
  assert.ok(fillOptions(loop, {}, {}));
});

test("rules are answered without compiling code", () => {
  assert.equal(matchesSchema({ const: "x" }, "x"), true);
  assert.equal(matchesSchema({ type: "integer", minimum: 3 }, 2), false);
  assert.equal(matchesSchema({ properties: { on: { const: true } }, required: ["on"] }, {}), false);
  assert.equal(matchesSchema({ not: { enum: ["a", "b"] } }, "c"), true);
  assert.equal(matchesSchema({ oneOf: [{ type: "string" }, { minLength: 2 }] }, "abc"), false);
  const check = new Validator().compile({ type: "string" });
  assert.equal(check(1), false);
  assert.deepEqual(check.errors, [{ keyword: "type" }]);
  assert.equal(check("a"), true);
  assert.equal(check.errors, null);
});

test("a draft keeps what was typed but never a secret", () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  writeDraft(store, "ins_1", { url: "https://x", api_key: "canary-secret" }, ["api_key"], 1_000);
  assert.ok(![...kept.values()].join("").includes("canary-secret"));
  assert.deepEqual(readDraft(store, "ins_1"), { at: 1_000, values: { url: "https://x" } });
  assert.equal(readDraft(store, "ins_2"), undefined);
});

test("a draft nobody came back to is forgotten, and all of them when somebody leaves; what is no draft stays", () => {
  const kept = new Map<string, string>();
  const store = {
    get length() {
      return kept.size;
    },
    key: (at: number) => [...kept.keys()][at] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
  };
  store.setItem("theme", "dark");
  writeDraft(store, "ins_1", { url: "https://old" }, [], 1_000);
  writeDraft(store, "ins_2", { url: "https://new" }, [], 5_000);
  dropDrafts(store, 2_000);
  assert.deepEqual([readDraft(store, "ins_1"), readDraft(store, "ins_2")?.at], [undefined, 5_000]);
  dropDrafts(store);
  assert.deepEqual([...kept.keys()], ["theme"]);
});

test("what was emptied and filled in again is as it was saved, though it stands last now", () => {
  const saved = { url: "https://x", server: "mail:587", rows: [{ source: "a", target: "b" }] };
  assert.ok(sameValues({ url: "https://x", rows: [{ target: "b", source: "a" }], server: "mail:587" }, saved));
  assert.ok(sameValues({ ...saved, note: undefined }, saved));
  assert.ok(!sameValues({ ...saved, server: "mail" }, saved));
  assert.ok(!sameValues({ tags: ["a", "b"] }, { tags: ["b", "a"] }), "the order of a list counts");
});

test("a mapping shows a row for each target that must be filled, and keeps what was chosen", () => {
  const needed = ["email"];
  assert.deepEqual(toRows(undefined, needed), [{ target: "email" }]);
  const rows = toRows([{ source: "name", target: "full" }, { source: "x" }, "odd"], needed);
  assert.deepEqual(rows, [{ source: "name", target: "full" }, { source: "x", target: undefined }, {}, { target: "email" }]);
  assert.deepEqual(fromRows(rows, needed), [{ source: "name", target: "full" }, { source: "x" }, {}]);
  assert.deepEqual(fromRows([{ source: "mail", target: "email" }], needed), [{ source: "mail", target: "email" }]);
  assert.equal(filledBefore([{ target: "a" }, { target: "b" }, { target: "a" }], 2), 0);
  assert.equal(filledBefore([{}, {}], 1), undefined);
});
