import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { silentLog } from "../log.ts";
import { keepRunning, type Running } from "./keep-running.ts";

interface Part extends Running {
  end(reason: string): void;
  stopped: boolean;
}

function makePart(pid: number): Part {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const part: Part = {
    pid,
    ended,
    stopped: false,
    end: resolve,
    stop: () => {
      part.stopped = true;
      resolve("asked to");
      return Promise.resolve();
    },
  };
  return part;
}

test("a part that ends unasked is started again; one that keeps ending gives up with its last reason", async () => {
  const parts: Part[] = [];
  const gaveUp = Promise.withResolvers<string>();
  const start = (): Promise<Part> => {
    const part = makePart(parts.length);
    parts.push(part);
    if (parts.length > 1) part.end(`end ${parts.length}`);
    return Promise.resolve(part);
  };
  const kept = await keepRunning({ name: "it", start, log: silentLog, giveUp: gaveUp.resolve });
  parts[0]?.end("first");
  assert.match(await gaveUp.promise, /it ended 5 times within a minute; last: end 5/);
  assert.equal(parts.length, 5);
  await kept.stop();
});

test("a stop while a restart is under way also stops what the restart made", async () => {
  const parts: Part[] = [];
  const restart = Promise.withResolvers<void>();
  const start = async (): Promise<Part> => {
    if (parts.length === 1) await restart.promise;
    const part = makePart(parts.length);
    parts.push(part);
    return part;
  };
  const kept = await keepRunning({ name: "it", start, log: silentLog, giveUp: () => assert.fail("gave up") });
  parts[0]?.end("killed");
  await sleep(400);
  const stopped = kept.stop();
  restart.resolve();
  await stopped;
  assert.deepEqual(
    parts.map((part) => part.stopped),
    [true, true],
  );
});
