import { test } from "node:test";
import { compareOutcome } from "./compare-outcome.ts";
import type { ProgramCase } from "./program-case.ts";
import { openUnboxed } from "./run-unboxed.ts";

/** A test of the case's runs without a box: the same environment, messages and judge, none of the walls. */
export function testUnboxed(one: ProgramCase): void {
  void test(`${one.id}: ${one.about}`, async (t) => {
    const stage = await one.open();
    t.after(() => stage.stop());
    const program = await openUnboxed(one.folder);
    t.after(() => program.remove());
    for (const run of stage.runs) {
      await t.test(run.name, async () => {
        await run.before?.();
        const input = {
          mode: run.mode ?? "run",
          config: { ...stage.config, ...run.config },
          secrets: { ...stage.secrets, ...run.secrets },
          product: stage.product,
          ...(run.retryItems ? { retryItems: run.retryItems } : {}),
        } as const;
        const outcome = await program.run(input);
        compareOutcome(run.expect, outcome);
        await run.prove?.(outcome);
      });
    }
  });
}
