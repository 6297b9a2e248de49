import assert from "node:assert/strict";
import { test } from "node:test";
import { runChaos } from "./run-chaos.ts";

test(
  "ten times -9 to everything while 200 installations run: nothing lost, nothing done twice, no state older or broken",
  { timeout: 240_000 },
  async (t) => {
    const summary = await runChaos({ kills: 10, installations: 200, seed: Date.now() % 1_000_000, say: (text) => t.diagnostic(text) });
    t.diagnostic(JSON.stringify(summary));
    assert.deepEqual(summary.wrongs, []);
    assert.ok(summary.triggered >= 200, `only ${summary.triggered} runs were asked for`);
    assert.ok(summary.lostAttempts > 0, "no kill hit a run");
  },
);
