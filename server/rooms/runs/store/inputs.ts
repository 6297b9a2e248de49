import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export interface RunInput {
  /** Secrets by id only; null: the installation's current config. */
  config: Record<string, unknown> | null;
  stateKind: "current" | "original" | "given";
  stateVersion: number | null;
  stateValue: string | null;
  saveState: boolean;
}

export async function insertInput(tx: Tx, runId: string, owner: RunOwner, input: RunInput): Promise<void> {
  await tx.run(
    `insert into runs.run_input (run_id, side_id, customer_id, publisher_id, config, state_kind, state_version, state_value, save_state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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
