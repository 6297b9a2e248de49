import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { ErasureView } from "@stoa/contract";

type Json = <T>(seat: "customer", ...args: string[]) => Promise<T>;

/** Uninstalled and erased; the proof comes within seconds. */
export async function eraseByCommand(json: Json, id: string): Promise<void> {
  await json("customer", "installs", "uninstall", id);
  await json("customer", "installs", "erase", id);
  for (let tries = 0; tries < 120; tries++) {
    const { proof } = await json<ErasureView>("customer", "installs", "erasure", id);
    if (proof) {
      assert.equal(proof.left, 0);
      return;
    }
    await sleep(500);
  }
  assert.fail("it was not erased");
}
