import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { keepSpeaking } from "./keep-speaking.ts";

async function* slowly(left: { gone: boolean }): AsyncGenerator<string> {
  try {
    yield "a\n";
    await sleep(70);
    yield "b\n";
    yield "c\n";
  } finally {
    left.gone = true;
  }
}

function readyAbort(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test("a silent stream says an empty line now and then, and loses none of its own", async () => {
  const left = { gone: false };
  const heard = await Array.fromAsync(keepSpeaking(slowly(left), 20));
  assert.deepEqual(
    heard.filter((line) => line !== "\n"),
    ["a\n", "b\n", "c\n"],
  );
  const between = heard.slice(heard.indexOf("a\n") + 1, heard.indexOf("b\n"));
  assert.ok(between.length >= 1 && between.every((line) => line === "\n"), JSON.stringify(heard));
  assert.ok(left.gone);
});

test("a stream that has nothing to say yet begins at once: until then its reader has no answer at all", async () => {
  const { signal, abort } = readyAbort();
  const never = (async function* (): AsyncGenerator<string> {
    await sleep(60_000, undefined, { signal, ref: false }).catch(() => undefined);
    yield "late\n";
  })();
  const first = await keepSpeaking(never).next();
  abort();
  assert.deepEqual(first, { done: false, value: "\n" });
});

test("who stops listening ends the stream it listened to", async () => {
  const left = { gone: false };
  for await (const line of keepSpeaking(slowly(left), 20)) if (line === "a\n") break;
  await sleep(1);
  assert.ok(left.gone);
});

test("a stream that fails when its reader has left is no fault of anybody's", async () => {
  const faults: unknown[] = [];
  const note = (fault: unknown): void => void faults.push(fault);
  process.on("unhandledRejection", note);
  const failing: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: "a\n" }),
      return: () => Promise.reject(new Error("the database is away")),
    }),
  };
  for await (const line of keepSpeaking(failing, 20)) if (line === "a\n") break;
  await sleep(20);
  process.off("unhandledRejection", note);
  assert.deepEqual(faults, []);
});
