import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { weighFirstLoad } from "./first-load.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const bar = 250_000;

test("the first page of console and shop weighs at most 250 KB gzipped, its fonts among them", async () => {
  const dist = at("test-artifacts/first-load");
  await build({ configFile: at("vite.config.ts"), logLevel: "warn", build: { outDir: dist, emptyOutDir: true } });
  const first = {
    operator: ["places/workshops.tsx", "pages/operator/home-page.tsx"],
    runs: ["places/workshops.tsx", "pages/lists/runs-page.tsx"],
    shop: ["places/shop-place.tsx", "pages/shop/market-page.tsx"],
  };
  for (const [name, modules] of Object.entries(first)) {
    const { bytes, fontBytes, files } = weighFirstLoad(dist, modules);
    console.log(`${name}: ${Math.round(bytes / 1_000)} KB in ${files.length} files, ${Math.round(fontBytes / 1_000)} KB of them fonts`);
    assert.ok(files.length > 8, "the modules were not followed");
    assert.ok(fontBytes > 15_000 && fontBytes < 40_000, `fonts weigh ${fontBytes}`);
    assert.ok(bytes <= bar, `${name} weighs ${bytes} bytes: ${JSON.stringify(files.toSorted((a, b) => b.bytes - a.bytes).slice(0, 6))}`);
  }
});

/** Parts that are drawn with sheets beyond those every page has. */
const fewHave = /\b(PasswordInput|Select|MultiSelect|TagsInput|NumberInput)\b/;

test("every part of the library that is drawn has its sheet", () => {
  const sheets = ["theme/mantine.css", "theme/fields.css"].map((file) => readFileSync(at(file), "utf8")).join("");
  const own = (name: string) => existsSync(at(`../node_modules/@mantine/core/styles/${name}.layer.css`));
  const drawn = globSync(["parts/**/*.tsx", "pages/**/*.tsx", "places/**/*.tsx"], { cwd: at("") }).flatMap((file) => {
    const [, names = ""] = /import \{([^}]*)\} from "@mantine\/core"/.exec(readFileSync(at(file), "utf8")) ?? [];
    return names.split(",").map((name) => name.trim());
  });
  assert.ok(own("SegmentedControl") && drawn.includes("Switch"), "sheets and parts are found");
  assert.deepEqual(
    [...new Set(drawn)].filter((name) => own(name) && !sheets.includes(`/${name}.layer.css`)),
    [],
  );
});

test("a file that uses a field few pages have brings its sheet: it must not depend on which page was opened before", () => {
  const files = globSync(["parts/**/*.tsx", "pages/**/*.tsx"], { cwd: at("") });
  const using = files.filter((file) => {
    const [, names = ""] = /import \{([^}]*)\} from "@mantine\/core"/.exec(readFileSync(at(file), "utf8")) ?? [];
    return fewHave.test(names);
  });
  assert.ok(using.length > 8, "the files were not found");
  const bare = using.filter((file) => !readFileSync(at(file), "utf8").includes('/theme/fields.css"'));
  assert.deepEqual(bare, []);
});
