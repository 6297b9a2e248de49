import { StoaError } from "../../../base/index.ts";

/** No box could be asked for: the spawner is not there. It is started again by who watches over it. */
class SpawnerAway extends StoaError {}

export function spawnerAway(what: string, cause?: Error): StoaError {
  return new SpawnerAway("sandbox_unavailable", cause === undefined ? what : { what, why: cause.message, cause });
}

/** True when it was the spawner that was missing, not the box that could not be made. */
export function isSpawnerAway(error: unknown): boolean {
  return error instanceof SpawnerAway;
}
