import { notFound, requireRole, type Ctx, type TxCtx } from "../../base/index.ts";
import { findInstallation, type InstallationOf, type Tenant } from "./store/installations.ts";
import type { TriggerKind } from "./states.ts";

/** Which rows a request may see, in SQL. */
export function tenantOf(ctx: Ctx): Tenant {
  const { scope } = ctx;
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

/** Who may start, stop and repeat runs: the customer's people who configure, the host's who help them, the operator. */
export function requireDriver(ctx: Ctx): void {
  requireRole(ctx, "customer_owner", "customer_configurer", "host_owner", "host_support", "operator");
}

/** @throws StoaError not_found */
export async function requireInstallation(ctx: TxCtx, installationId: string): Promise<InstallationOf> {
  const row = await findInstallation(ctx.tx, tenantOf(ctx), installationId);
  if (!row) throw notFound("installation");
  return row;
}

export function actorOf(ctx: Ctx): { actorKind: string; actorId: string | null; triggerKind: TriggerKind } {
  const { actor } = ctx;
  switch (actor.kind) {
    case "person":
      return { actorKind: "person", actorId: actor.personId, triggerKind: "person" };
    case "token":
      return { actorKind: "token", actorId: actor.tokenId, triggerKind: "api" };
    case "hook":
      return { actorKind: "hook", actorId: actor.installationId, triggerKind: "webhook" };
    case "machine":
    case "engine":
      return { actorKind: actor.kind, actorId: null, triggerKind: "api" };
  }
}

/** A person waits for it; a program asked; something outside happened; the clock struck; what was missed is made up for. Lower goes first. */
export const priorities: Record<TriggerKind | "backfill", number> = { person: 0, api: 1, webhook: 2, cron: 3, backfill: 4 };

/** Begun already, and requeued because its runner stopped or was lost: before all others of its customer. */
export const frontPriority = -1;

/** A publisher and a host's people, visiting or not, see the log of a run, and what data it holds, only where the installation allows it. */
export function maySeeLog({ scope, actor }: Ctx, installation: { shareLogs: boolean }): boolean {
  const isGuest = scope.kind === "publisher" || scope.kind === "side" || (actor.kind === "person" && actor.visiting === true);
  return !isGuest || installation.shareLogs;
}
