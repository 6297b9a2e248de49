import type { TxCtx } from "../../base/index.ts";
import { listSharingIds } from "./store/action-grants.ts";

/** Of installations, those whose customers share their logs with the publisher. */
export async function findSharedLogs({ tx }: TxCtx, installationIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await listSharingIds(tx, installationIds)).map(({ id }) => id));
}
