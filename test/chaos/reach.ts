import { setTimeout as wait } from "node:timers/promises";
import { openDb, type Db } from "../../server/base/index.ts";
import { databaseName } from "../../server/machine/database/prepare-database.ts";
import { type MachineState, readState } from "../../server/machine/supervise/machine-state.ts";

/** What the running deployment of this folder says of itself. @throws Error when it says nothing for 5 s */
export async function stateOf(dataDir: string): Promise<MachineState> {
  for (let tries = 0; tries < 100; tries++) {
    const state = readState(dataDir);
    if (state) return state;
    await wait(50);
  }
  throw new Error(`${dataDir} has no state.json`);
}

/** The deployment's own database, as long as it lives. */
export async function openDatabase(dataDir: string): Promise<Db> {
  const { superuser } = await stateOf(dataDir);
  if (!superuser) throw new Error("The deployment has no database of its own.");
  return openDb({ connection: { ...superuser, database: databaseName }, name: "chaos", max: 4 });
}
