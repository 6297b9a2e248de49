import type { TxCtx } from "../../../base/index.ts";
import type { RunSettings } from "../settings.ts";
import { listHandedOut } from "../store/claims.ts";
import { listAllLimits, listRates } from "../store/limits.ts";
import { listQueuedLines } from "../store/queued-lines.ts";
import { Gates } from "./gates.ts";
import { LimitRules } from "./limit-rules.ts";

/** Lines looked at: whoever has so many with a limit in their way has nobody waiting for slots before them. */
const mostLines = 1_000;

/** Since when the longest-waiting run could have begun; runs that a limit of their own holds back are left out. Operator or engine scope. */
export async function findOldestReady({ tx, clock }: TxCtx, { customerCap }: Pick<RunSettings, "customerCap">): Promise<number | null> {
  const lines = await listQueuedLines(tx, mostLines);
  if (lines.length === 0) return null;
  const now = clock.now();
  const rules = new LimitRules(await listAllLimits(tx), customerCap);
  const keys = lines.flatMap((line) => (line.kind === "work" ? rules.gatesOf(line).map(({ key }) => key) : []));
  const gates = new Gates(rules);
  gates.replace(rules, keys.length === 0 ? [] : await listRates(tx, [...new Set(keys)]));
  if (keys.length > 0) for (const run of await listHandedOut(tx)) if (run.kind === "work") gates.begin(gates.of(run, now), false);
  const free = lines.find((line) => line.kind !== "work" || gates.room(gates.of(line, now), now) > 0);
  return free?.oldestDueAt ?? null;
}
