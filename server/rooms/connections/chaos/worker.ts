// One worker of the trial: so many runs at once, each reads a connection's credential and uses it. Killed at any moment.
import { setTimeout as sleep } from "node:timers/promises";
import { createLog, engineCtx, openDb, realClock } from "../../../base/index.ts";
import { makeCheckedFetch } from "../../sandbox/index.ts";
import { openKeyRing } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { AccountUnavailable, freshCredential } from "../tokens/fresh-credential.ts";
import { defineFamily } from "./definition.ts";

export interface WorkerInput {
  connection: Parameters<typeof openDb>[0]["connection"];
  keyFile: string;
  place: string;
  /** Its number, for the provider to know it by. */
  life: number;
  connectionIds: string[];
  runs: number;
  leaseMs: number;
}

const input = JSON.parse(process.argv[2] ?? "{}") as WorkerInput;
const db = openDb({ connection: input.connection, name: "chaos" });
const keys = await openKeyRing({ file: input.keyFile, create: false });
const ctx = { ...engineCtx({ db, clock: realClock, log: createLog({ level: "silent" }), keys }, "chaos") };
const definition = defineFamily(input.place, input.life);
const checked = makeCheckedFetch({ allow: [input.place] }, 1_500);
const deps: ConnectDeps = {
  catalogue: new Map([[definition.name, definition]]),
  fetch: (address, request) => checked(address, request).catch((error: unknown) => giveUp(request.body, error)),
  publicUrl: "http://127.0.0.1:4400",
  leaseMs: input.leaseMs,
};

/** What it sent may have been answered when it did not listen any more: told to whoever judges. */
function giveUp(sent: string | undefined, error: unknown): never {
  const refreshToken = new URLSearchParams(sent ?? "").get("refresh_token");
  if (refreshToken !== null) process.send?.(refreshToken);
  throw error;
}

async function run(): Promise<void> {
  const connectionId = input.connectionIds[Math.floor(Math.random() * input.connectionIds.length)] ?? "";
  try {
    const { secret } = await freshCredential(ctx, deps, { connectionId });
    await fetch(`http://${input.place}/use/${input.life}`, { headers: { authorization: `Bearer ${secret["access_token"]}` } });
  } catch (error) {
    if (!(error instanceof AccountUnavailable)) process.stderr.write(`${String(error)}\n`);
  }
}

const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());

async function turn(): Promise<void> {
  while (!ending.signal.aborted) {
    await run();
    await sleep(20 + Math.random() * 60);
  }
}

await Promise.all(Array.from({ length: input.runs }, turn));
process.exit(0);
