import { setTimeout as sleep } from "node:timers/promises";
import { StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { resolveOf, type Serving } from "../resolve-provider.ts";
import { listForRuns, type ConnectionRow } from "../store/connections.ts";
import { readSecret, type Secret } from "./keep-secret.ts";
import { refreshConnection } from "./refresh-connection.ts";
import { earlyFrom } from "./times.ts";

/** A connection's credential, good for now. */
export interface Fresh {
  row: ConnectionRow;
  serving: Serving;
  secret: Secret;
}

/** Nothing can be done with the account: until somebody connects it anew (`lost`), or for a while (`later`). */
export class AccountUnavailable extends StoaError {
  readonly kind: "lost" | "later";
  constructor(kind: "lost" | "later", what: string) {
    super(kind === "lost" ? "refused" : "unavailable", {
      what,
      fix: kind === "lost" ? "Connect the account again on the Connections page." : "Try again in a few minutes.",
    });
    this.kind = kind;
  }
}

/** While the token at hand is good there is no need to wait long for whoever fetches the next. */
const goodPatienceMs = 3_000;
const pollMs = 60;

/**
 * A connection's credential, fetched anew first where its end is near. Of many that ask at once, in whatever processes, one refreshes and the
 * others wait for it. Engine scope. @throws AccountUnavailable
 */
export async function freshCredential(ctx: Ctx, deps: ConnectDeps, input: { connectionId: string }): Promise<Fresh> {
  const began = performance.now();
  for (;;) {
    const row = await readRow(ctx, input.connectionId);
    if (!isStale(row, ctx.clock.now())) {
      const fresh = await readFresh(ctx, deps, row);
      if (fresh) return fresh;
      continue;
    }
    if (isCooling(row, ctx.clock.now())) return ifStillGood(ctx, deps, row, row.lastError ?? "The provider gave no new token.");
    const outcome = await refreshConnection(ctx, deps, row);
    if (outcome !== "busy") continue;
    const patienceMs = (row.expiresAt ?? 0) > ctx.clock.now() + deps.leaseMs ? goodPatienceMs : deps.leaseMs * 1.5;
    if (performance.now() - began > patienceMs)
      return ifStillGood(ctx, deps, row, "Its token is being fetched anew and the provider has not answered yet.");
    await sleep(pollMs);
  }
}

async function readRow(ctx: Ctx, id: string): Promise<ConnectionRow> {
  const [row] = await transaction(ctx, ({ tx }) => listForRuns(tx, [id]));
  if (!row || row.state === "disconnected" || row.state === "disconnecting")
    throw new AccountUnavailable("lost", "The connection was ended by its customer.");
  if (row.state === "needs_reauth") throw new AccountUnavailable("lost", `${row.name} must be connected again. ${row.reason ?? ""}`.trim());
  return row;
}

/** Whether a new token is to be had before this one is used. */
export function isStale({ expiresAt, refreshedAt, createdAt }: ConnectionRow, now: number): boolean {
  return expiresAt !== null && earlyFrom({ expiresAt, refreshedAt: refreshedAt ?? createdAt }) <= now;
}

const isCooling = ({ coolUntil }: ConnectionRow, now: number): boolean => coolUntil !== null && coolUntil > now;

/** Undefined when it was replaced between the two reads: then the row is read again. */
async function readFresh(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow): Promise<Fresh | undefined> {
  try {
    return { row, serving: await resolveOf(ctx, deps, row), secret: await readSecret(ctx, row.secretId) };
  } catch (error) {
    const again = await readRow(ctx, row.id);
    if (again.credentialVersion !== row.credentialVersion) return undefined;
    throw error;
  }
}

async function ifStillGood(ctx: Ctx, deps: ConnectDeps, row: ConnectionRow, why: string): Promise<Fresh> {
  const isGood = row.expiresAt !== null && row.expiresAt > ctx.clock.now();
  const fresh = isGood ? await readFresh(ctx, deps, row) : undefined;
  if (fresh) return fresh;
  throw new AccountUnavailable("later", `${row.name} cannot be used just now. ${why}`);
}
