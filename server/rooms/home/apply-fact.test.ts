import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HealthView } from "@stoa/contract";
import { newId, VirtualClock } from "../../base/index.ts";
import { applyFact, type Change } from "./apply-fact.ts";
import { showHealth } from "./show-health.ts";
import { transitions } from "./states.ts";

const runId = newId(new VirtualClock());
const subject = {
  installationId: "i",
  sideId: "s",
  customerId: "c",
  publisherId: "p",
  schedule: null,
  zone: "UTC",
  state: "active",
  jitterMs: 0,
};

test("whatever happens, health moves by the table, and each episode is told once and ends once", () => {
  const events = fc.array(fc.constantFrom("succeeded" as const, "failed" as const, "fell silent" as const), { maxLength: 30 });
  fc.assert(
    fc.property(events, (happened) => {
      const change: Change = { rows: new Map(), touched: new Set(), news: [], over: new Map(), turned: new Map() };
      applyFact(change, { type: "installation.installed", subject: "i", at: 0, data: {} }, subject);
      const row = change.rows.get("i");
      assert.ok(row);
      for (const [index, event] of happened.entries()) {
        const from: HealthView["state"] = showHealth(row, undefined).state;
        if (event === "fell silent" && from === "silent") continue;
        if (event === "fell silent") row.silentSince = index + 1;
        else {
          const failing = row.failingSince !== null;
          applyFact(change, { type: "run.finished", subject: runId, at: index + 1, data: { outcome: event } }, subject);
          // As the room runs tells it of the same run.
          const turn = event === "failed" ? "installation.failing" : "installation.recovered";
          if (failing !== (event === "failed")) applyFact(change, { type: turn, subject: "i", at: index + 1, data: { runId } }, subject);
        }
        const to: HealthView["state"] = showHealth(row, undefined).state;
        assert.ok(
          transitions.some((move) => move.from === from && move.event === event && move.to === to),
          `${from} ${event} ${to}`,
        );
      }
      const told = change.news.map(({ kind }) => kind);
      assert.ok(told.every((kind, index) => kind === (index % 2 === 0 ? "failing" : "recovered")));
      assert.equal(change.news.filter(({ kind, over }) => kind === "failing" && !over).length, row.failingSince === null ? 0 : 1);
    }),
  );
});
