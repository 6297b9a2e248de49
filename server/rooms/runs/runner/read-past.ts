import { firstIdOf, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { listPastOf, type PastWant } from "../store/hydration.ts";
import type { PastRow } from "../store/runs.ts";
import type { Draft } from "./hydrate-runs.ts";

/** How an installation's work runs went before this one, newest first. */
export interface Past {
  last: PastRow | undefined;
  succeeded: PastRow[];
}

/** Most installations ran within it: few partitions of history are asked, the others only for who did not. */
const recentMs = 8 * 24 * 3_600_000;
const ever = "00000000-0000-0000-0000-000000000000";

/** The past of installations, as far as it was looked for, and of whom it may be longer, with how many that succeeded are wanted. */
export interface RecentPast {
  past: Map<string, Past>;
  missing: Map<string, number>;
}

/** The past of each draft's installation within a week, by its id: one statement. */
export async function readRecentPast(ctx: TxCtx, drafts: readonly Draft[]): Promise<RecentPast> {
  const want = new Map(
    drafts.map(({ run, release }) => [run.installationId, Math.max(1, (release.manifest.success.unchanged ?? 1) - 1)] as const),
  );
  const past = await readFrom(ctx, toWant(want), firstIdOf(Math.max(0, ctx.clock.now() - recentMs)));
  return { past, missing: new Map([...want].filter(([id, most]) => (past.get(id)?.succeeded.length ?? 0) < most)) };
}

/** The same without an end, asked only for whom a week was not enough. */
export async function readLongPast(ctx: Ctx, { past, missing }: RecentPast): Promise<Map<string, Past>> {
  if (missing.size === 0) return past;
  const longer = await transaction(ctx, (inner, commit) => {
    const asked = readFrom(inner, toWant(missing), ever);
    commit();
    return asked;
  });
  return new Map([...past, ...longer]);
}

const toWant = (want: ReadonlyMap<string, number>): PastWant[] =>
  [...want].map(([installationId, succeeded]) => ({ installationId, succeeded }));

async function readFrom({ tx }: TxCtx, want: readonly PastWant[], since: string): Promise<Map<string, Past>> {
  const rows = Map.groupBy(await listPastOf(tx, want, since), (row) => row.installationId);
  return new Map(
    [...rows].map(([id, list]) => [
      id,
      { last: list.find((row) => row.which === "last"), succeeded: list.filter((row) => row.which === "succeeded") },
    ]),
  );
}
