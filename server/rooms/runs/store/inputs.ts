import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export interface RunInput {
  /** Secrets by id only; null: the installation's current config. */
  config: Record<string, unknown> | null;
  stateKind: "current" | "original" | "given";
  stateVersion: number | null;
  stateValue: string | null;
  saveState: boolean;
  /** Only these; null: all there is to do. */
  items: readonly string[] | null;
}

export async function insertInput(tx: Tx, runId: string, owner: RunOwner, input: RunInput): Promise<void> {
  await tx.run(
    `insert into runs.run_input (run_id, side_id, customer_id, publisher_id, config, state_kind, state_version, state_value, save_state, items)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      runId,
      owner.sideId,
      owner.customerId,
      owner.publisherId,
      input.config && JSON.stringify(input.config),
      input.stateKind,
      input.stateVersion,
      input.stateValue,
      input.saveState,
      input.items && JSON.stringify(input.items),
    ],
  );
}

export async function findConfig(tx: Tx, installationId: string, digest: string): Promise<Record<string, unknown> | undefined> {
  const row = await tx.row<{ config: Record<string, unknown> }>(
    "select config from runs.config_snapshot where installation_id = $1 and digest = $2",
    [installationId, digest],
  );
  return row?.config;
}

/** How many items a run was asked to do again; undefined: it was asked for all there is to do, or that is no longer kept. */
export async function countInputItems(tx: Tx, runId: string): Promise<number | undefined> {
  const row = await tx.row<{ count: number }>(
    "select jsonb_array_length(items) as count from runs.run_input where run_id = $1 and items is not null",
    [runId],
  );
  return row?.count;
}
