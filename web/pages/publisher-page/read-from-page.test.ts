import assert from "node:assert/strict";
import { test } from "node:test";
import { openSettings } from "./page-facts.ts";
import { makeLimit, readFromPage } from "./read-from-page.ts";

test("a page is heard when it says what it may say, and nothing else of it is read", () => {
  assert.deepEqual(readFromPage({ stoa: "hello", token: "?" }), { stoa: "hello" });
  assert.deepEqual(readFromPage({ stoa: "run", installationId: "ins_other" }), { stoa: "run" });
  assert.deepEqual(readFromPage({ stoa: "height", height: 512.4 }), { stoa: "height", height: 513 });
  assert.deepEqual(readFromPage({ stoa: "height", height: 1e9 }), { stoa: "height", height: 4_000 });
  for (const data of [
    undefined,
    null,
    "run",
    7,
    [],
    { stoa: "uninstall" },
    { stoa: ["run"] },
    { stoa: "height" },
    { stoa: "height", height: "9" },
    { stoa: "height", height: Number.NaN },
    { stoa: "height", height: -1 },
    { stoa: "facts", settings: {} },
  ])
    assert.equal(readFromPage(data), undefined, JSON.stringify(data));
});

test("a page that shouts is not heard for the rest of the second", () => {
  let now = 500;
  const may = makeLimit(3, () => now);
  assert.deepEqual([may(), may(), may(), may()], [true, true, true, false]);
  now = 1_001;
  assert.ok(may());
});

test("settings are told without secrets, and without what the form has no more", () => {
  const form = { schema: { properties: { folder: {}, api_key: {} } }, uischema: null, secrets: ["api_key"] };
  const config = { folder: "Out", api_key: { set: "2026-01-01" }, old_password: "kept" };
  assert.deepEqual(openSettings({ config, form }), { folder: "Out" });
  assert.deepEqual(openSettings({ config: null, form }), {});
});
