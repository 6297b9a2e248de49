import type { Clock } from "./clock.ts";
import type { Db, Tx } from "./db/index.ts";
import type { KeyRing } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Actor, Scope } from "./scope.ts";
import { StoaError } from "./errors.ts";
import type { Role } from "./scope.ts";

/** What every verb is given. `tx` is set inside `transaction`. */
export interface Ctx {
  scope: Scope;
  actor: Actor;
  db: Db;
  clock: Clock;
  log: Log;
  trace: string;
  /** The deployment's keys; secrets are refused without. */
  keys?: KeyRing | undefined;
  tx?: Tx;
  /** Whoever asks reads these, the first best; none: texts are as they were written. */
  languages?: readonly string[];
}

/** A ctx inside an open transaction. */
export type TxCtx = Ctx & { tx: Tx };

const words: Record<Role, string> = {
  operator: "operator",
  host_owner: "host owner",
  host_reviewer: "host reviewer",
  host_support: "host support",
  publisher_owner: "publisher owner",
  publisher_developer: "publisher developer",
  customer_owner: "customer owner",
  customer_configurer: "customer configurer",
  customer_viewer: "customer viewer",
};

/**
 * The actor must hold one of the roles (machine and engine always may). Roles are those in the scope's tenant: the adapter puts
 * only these into the actor. @throws StoaError forbidden naming who can.
 */
export function requireRole(ctx: Ctx, ...allowed: Role[]): void {
  const { actor } = ctx;
  if (actor.kind === "machine" || actor.kind === "engine") return;
  if (actor.kind !== "hook" && actor.roles.some((role) => allowed.includes(role))) return;
  const names = allowed.map((role) => words[role]).join(" or ");
  throw new StoaError("forbidden", { what: `This takes the role ${names}.`, fix: `Ask someone with the role ${names}.` });
}

/** The same request seen by the engine: for work that spans tenants. */
export function engineCtx(ctx: Pick<Ctx, "db" | "clock" | "log" | "keys">, name: string, trace = name): Ctx {
  return { db: ctx.db, clock: ctx.clock, log: ctx.log, keys: ctx.keys, scope: { kind: "engine" }, actor: { kind: "engine", name }, trace };
}
