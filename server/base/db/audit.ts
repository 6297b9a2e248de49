import type { TxCtx } from "../ctx.ts";
import { newId } from "../ids.ts";
import type { Actor } from "../scope.ts";

export interface AuditEntry {
  /** The verb in words, `installation.pause`. */
  verb: string;
  subject?: string;
  sideId?: string;
  customerId?: string | null;
  publisherId?: string;
  /** States before and after; never a secret, never a config value marked secret. */
  before?: object;
  after?: object;
}

/** Writes who asked for what, in the same transaction as the change. */
export async function audit(ctx: TxCtx, entry: AuditEntry): Promise<void> {
  await ctx.tx.run(
    `insert into base.audit (id, at, actor_kind, actor_id, verb, side_id, customer_id, publisher_id, subject, before, after, trace)
     values ($1, to_timestamp($2::float8 / 1000), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      newId(ctx.clock),
      ctx.clock.now(),
      ctx.actor.kind,
      actorId(ctx.actor),
      entry.verb,
      entry.sideId ?? null,
      entry.customerId ?? null,
      entry.publisherId ?? null,
      entry.subject ?? null,
      entry.before ? JSON.stringify(entry.before) : null,
      entry.after ? JSON.stringify(entry.after) : null,
      ctx.trace,
    ],
  );
}

/** Erases the values of an installation's settings from what the audit tells of it; who changed which of them and when stays. Customer scope. */
export async function forgetSettings(ctx: TxCtx, installationId: string): Promise<void> {
  await ctx.tx.run("select base.forget_settings($1)", [installationId]);
}

function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case "person":
      return actor.personId;
    case "token":
      return actor.tokenId;
    case "hook":
      return actor.installationId;
    case "machine":
    case "engine":
      return null;
  }
}
