import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeChaos } from "./judge-chaos.ts";
import { runChaos } from "./run-chaos.ts";
import { actingTime, measureTakenUp } from "./taken-up.ts";

test(
  "ten times -9 to leader, spawner, server, Postgres or all of it while 200 installations run: nothing lost, done twice or older, all soon taken up",
  { timeout: 600_000 },
  async (t) => {
    const record = await runChaos({ kills: 10, installations: 200, seed: Date.now() % 1_000_000, say: (text) => t.diagnostic(text) });
    const { about, takenUp, ...wrongs } = judgeChaos(record);
    t.diagnostic(JSON.stringify(about));
    if (Object.values(wrongs).some((list) => list.length > 0)) t.diagnostic(record.log);
    assert.deepEqual(wrongs, { lost: [], twice: [], older: [], late: [], left: [] });
    assert.ok(record.evidence.ended.length >= 20, `only ${record.evidence.ended.length} runs`);
    assert.equal(record.kills.length, 10);
    assert.ok(takenUp.length > 0, "no kill hit a run");
  },
);

test("waiting counts only while every part could act", () => {
  const kills = [
    { part: "server", fell: "server", killedAt: 100, backAt: 200 },
    { part: "spawner", fell: "spawner", killedAt: 250, backAt: 300 },
  ] as const;
  assert.deepEqual(
    [actingTime(100, 190, kills), actingTime(100, 240, kills), actingTime(120, 400, kills), actingTime(310, 320, kills)],
    [0, 40, 150, 10],
  );
  const row = { runId: "run", logLines: 0, keptLines: 0, endedAt: 290 };
  const attempts = [
    { ...row, attempt: 1, outcome: "lost", claimedAt: 50 },
    { ...row, attempt: 2, outcome: "lost", claimedAt: 210 },
    { ...row, attempt: 3, outcome: "succeeded", claimedAt: 305 },
  ];
  assert.deepEqual(
    measureTakenUp(new Map([["run", attempts]]), kills).map(({ ms }) => ms),
    [10, 5],
  );
});
