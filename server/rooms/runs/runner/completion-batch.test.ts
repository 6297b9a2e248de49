import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openBlobStore } from "../../../base/blobs/index.ts";
import { newId, realClock } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { defaultSettings } from "../settings.ts";
import type { ClaimedRun } from "../states.ts";
import { makeCompletion } from "../testing.ts";
import { CompletionBatch } from "./completion-batch.ts";

test("when it was time to hurry but the next runs have come meanwhile, what has ended waits for more company", async () => {
  const { engine } = await openWorld();
  const committed: number[] = [];
  let linger = 60;
  const batch = new CompletionBatch({
    ctx: { ...engine, clock: realClock },
    blobs: openBlobStore({ kind: "files", folder: "/nonexistent" }),
    settings: defaultSettings,
    onCommitted: (_, runIds) => void committed.push(runIds.length),
    lingerMs: () => linger,
  });
  // Of runs that nobody holds: they are late, which is committed as others are.
  const end = (): Promise<void> => {
    const ids = { runId: newId(realClock), runnerId: newId(realClock), installationId: newId(realClock) };
    return batch.add(makeCompletion(realClock, { ...ids, attempt: 1 } as ClaimedRun));
  };
  const early = end();
  linger = 200;
  await wait(120);
  assert.deepEqual(committed, [], "a look at 60 ms saw that there is time");
  await Promise.all([early, end()]);
  assert.deepEqual(committed, [2]);
  linger = 0;
  await end();
  assert.deepEqual(committed, [2, 1], "and at once when nothing more is at hand");
});
