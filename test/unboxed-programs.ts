import { programCases } from "./programs/cases.ts";
import { compareOutcome } from "./programs/compare-outcome.ts";
import type { ProgramCase } from "./programs/program-case.ts";
import { pypiCases } from "./programs/pypi-cases.ts";
import { openUnboxed } from "./programs/run-unboxed.ts";

/** Does every run of a case without a box and prints a line for each; resolves to the number of runs that ended otherwise than they must. */
async function learn(one: ProgramCase): Promise<number> {
  console.log(`${one.id}: ${one.about}`);
  const stage = await one.open();
  const program = await openUnboxed(one.folder);
  let wrong = 0;
  try {
    for (const run of stage.runs) {
      await run.before?.();
      const input = {
        mode: run.mode ?? "run",
        config: { ...stage.config, ...run.config },
        secrets: { ...stage.secrets, ...run.secrets },
        product: stage.product,
      } as const;
      const outcome = await program.run(input);
      const fault = await faultOf(async () => {
        compareOutcome(run.expect, outcome);
        await run.prove?.(outcome);
      });
      if (fault !== undefined) wrong += 1;
      const { failureClass, rule, sentence } = outcome.verdict;
      console.log(
        `  ${fault === undefined ? "right" : "WRONG"}  ${run.name.padEnd(48)} ${failureClass ?? "succeeded"} by ${rule}: ${fault ?? sentence}`,
      );
    }
  } finally {
    await program.remove();
    await stage.stop();
  }
  return wrong;
}

async function faultOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// node test/unboxed-programs.ts [id ...]: how programs behave by themselves, with no box around them; all, or those named.
const wanted = process.argv.slice(2);
const chosen = [...programCases, ...pypiCases].filter((one) => !one.onlyInBox && (wanted.length === 0 || wanted.includes(one.id)));
let wrong = 0;
for (const one of chosen) wrong += await learn(one);
process.exitCode = wrong === 0 && chosen.length > 0 ? 0 : 1;
