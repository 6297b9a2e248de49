import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "../database/with-client.ts";

/** What a running deployment tells commands of the same machine; `<dataDir>/machine/state.json`, 0600. */
export interface MachineState {
  supervisor: number;
  url: string;
  /** Process ids by part. */
  parts: Record<string, number>;
  /** The embedded cluster's superuser connection; undefined with an external database. */
  superuser: Exclude<Connection, string> | undefined;
  startedAt: string;
}

export const machineDir = (dataDir: string): string => join(dataDir, "machine");
const stateFile = (dataDir: string): string => join(machineDir(dataDir), "state.json");

export function writeState(dataDir: string, state: MachineState): void {
  const draft = `${stateFile(dataDir)}.new`;
  writeFileSync(draft, JSON.stringify(state, undefined, 2), { mode: 0o600 });
  renameSync(draft, stateFile(dataDir));
}

/** What the last start wrote; whether it still runs says `findHolder`. */
export function readState(dataDir: string): MachineState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(dataDir), "utf8")) as MachineState;
  } catch {
    return undefined;
  }
}

export function removeState(dataDir: string): void {
  rmSync(stateFile(dataDir), { force: true });
}
