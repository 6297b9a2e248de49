import assert from "node:assert/strict";
import { test } from "node:test";
import { getRun } from "../get-run.ts";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld } from "./testing.ts";

const place = await openRunWorld({});
await place.startRunner();
await place.startScheduler();
const tier = place.deps.sandbox.capabilities?.tier;

async function run(more: object) {
  const published = await place.publish("echo hello", { run: "bash /app/program.sh", retry: { attempts: 1, on: [] }, ...more });
  const customer = (await place.makeCustomer()).owner;
  const installationId = await place.install(customer, published, {});
  const { runId } = await triggerRun(customer, { installationId });
  for (;;) {
    const view = await getRun(customer, { runId });
    if (view.endedAt !== null) return view;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a run says which kind of box it ran in", async () => {
  const { state, attemptList } = await run({});
  assert.deepEqual([state, attemptList.map(({ ranIn }) => ranIn)], ["succeeded", [tier]]);
});

test("a program that asks for gVisor is not started in a lesser box", async () => {
  assert.equal(tier, "namespaces");
  const { state, failureClass, sentence } = await run({ sandbox: "gvisor" });
  assert.deepEqual([state, failureClass], ["failed", "policy"]);
  assert.match(sentence ?? "", /asks for a box of gVisor.*STOA_GVISOR/);
});
