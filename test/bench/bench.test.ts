import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { interleave, median } from "../../bench/kit/figures.ts";
import { listBenches, runBenches } from "../../bench/kit/run-benches.ts";

const kit = join(import.meta.dirname, "../../bench/kit/figures.ts");

async function run(files: Record<string, string>, ...names: string[]): Promise<{ short: string[]; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  const lines: string[] = [];
  try {
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, `${name}.ts`), `import { reportFigure } from ${JSON.stringify(kit)};\n${text}`);
    return { short: await runBenches({ folder, names, options: ["--short"], say: (line) => void lines.push(line) }), lines };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const kept = `reportFigure({ name: "kept", ours: 30, peer: 10, atLeast: 1.5 });`;

test("a figure that keeps its bar passes, with the options handed on", async () => {
  const { short, lines } = await run({ good: `${kept} if (!process.argv.includes("--short")) throw new Error("not handed on");` }, "good");
  assert.deepEqual(short, []);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), { name: "kept", ours: 30, peer: 10, ratio: 3, bar: "ratio >= 1.5", ok: true });
});

test("a missed bar fails the whole, and the others are run all the same", async () => {
  const missed = `reportFigure({ name: "slow", ours: 40, floor: 10, atMost: 3.9 });`;
  const { short, lines } = await run({ a: missed, b: kept });
  assert.deepEqual(short, [`a: "slow" missed its bar`]);
  assert.equal(lines.length, 2);
});

test("a bench that says nothing, breaks off, or is not there fails", async () => {
  assert.deepEqual((await run({ mute: "" })).short, ["mute printed no figure (exit 0)"]);
  assert.deepEqual((await run({ cut: `${kept} process.exit(3);` })).short, ["cut broke off (exit 3)"]);
  assert.deepEqual((await run({ good: kept }, "god")).short, [`there is no bench "god"; there are: good`]);
});

test("a figure without a bar is refused, and one that is not a number misses", async () => {
  assert.deepEqual((await run({ barless: `reportFigure({ name: "x", ours: 1, peer: 1 });` })).short, [
    "barless printed no figure (exit 1)",
  ]);
  assert.deepEqual((await run({ nan: `reportFigure({ name: "x", ours: 0, peer: 0, atMost: 1 });` })).short, [`nan: "x" missed its bar`]);
});

test("every bench of the repository is found, its parts are none", () => {
  const names = listBenches(join(import.meta.dirname, "../../bench"));
  assert.ok(names.includes("queue") && !names.includes("main") && !names.includes("figures"), names.join());
});

test("ways take turns, forwards and backwards", async () => {
  const order: string[] = [];
  const way = (name: string) => async () => order.push(name);
  const results = await interleave(2, { a: way("a"), b: way("b") });
  assert.deepEqual([order, results], [["a", "b", "b", "a"], { a: [1, 4], b: [2, 3] }]);
  assert.equal(median([5, 1, 3]), 3);
});
