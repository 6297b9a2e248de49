import type { TxCtx } from "../../base/index.ts";
import { isSecretRef } from "./split-secrets.ts";
import { listRunnables, type RunnableRow } from "./store.ts";

export type Runnable = RunnableRow & {
  /** Secret fields of the config: field name to the id of its row in the room trust. */
  secretIds: Record<string, string>;
};

/** What the runs of these installations need to start, read as they start; engine scope. Removed installations are among them. */
export async function loadRunnables(ctx: TxCtx, ids: readonly string[]): Promise<Runnable[]> {
  const rows = await listRunnables(ctx.tx, ids);
  return rows.map((row) => {
    const secrets = Object.entries(row.config).flatMap(([name, value]) => (isSecretRef(value) ? [[name, value.$secret]] : []));
    return { ...row, secretIds: Object.fromEntries(secrets) };
  });
}
