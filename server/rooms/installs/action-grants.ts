import type { Asks, InstallationView } from "@stoa/contract";
import type { TxCtx } from "../../base/index.ts";
import { countGrantRows, listGrantRows, listLiveGrants, putGrants, type GrantRow } from "./store/action-grants.ts";
import { countWidenedBy, type CoveredAction } from "./store/widened.ts";

type Owner = Parameters<typeof putGrants>[1];

/**
 * Whoever agrees to what a release asks for allows the actions in it, as they are now. Those the host does not have cannot be allowed, and what was
 * taken back stays so until it is allowed by its own name. @returns those granted
 */
export async function grantAsked(ctx: TxCtx, of: Owner, asks: Asks): Promise<{ name: string; scopes: string[] }[]> {
  const actions = (asks.actions ?? []).filter(({ offered }) => offered).map(({ name, scopes }) => ({ name, scopes }));
  return actions.length === 0 ? [] : putGrants(ctx.tx, of, { actions, now: ctx.clock.now(), anew: false });
}

/** For the installation's page. */
export async function showGrants(ctx: TxCtx, installationId: string, asks: Asks): Promise<InstallationView["grants"]> {
  const actions = asks.actions ?? [];
  if (actions.length === 0) return [];
  const rows = new Map((await listGrantRows(ctx.tx, installationId)).map((row) => [row.action, row]));
  return actions.map((action) => {
    const row = rows.get(action.name);
    const at = row ? (row.revokedAt ?? row.grantedAt) : null;
    return { ...action, state: stateOf(row, action), at: at === null ? null : new Date(at).toISOString() };
  });
}

type Action = NonNullable<Asks["actions"]>[number];

/** What a grant is worth now. */
function stateOf(
  row: GrantRow | undefined,
  { offered, scopes }: Pick<Action, "offered" | "scopes">,
): InstallationView["grants"][number]["state"] {
  if (!offered) return "gone";
  if (!row) return "waiting";
  if (row.revokedAt !== null) return "revoked";
  return scopes.every((scope) => row.scopes.includes(scope)) ? "allowed" : "changed";
}

/** How many installations of a side were allowed each action. */
export async function countGrants(ctx: TxCtx, sideId: string): Promise<ReadonlyMap<string, number>> {
  return new Map((await countGrantRows(ctx.tx, sideId)).map(({ action, count }) => [action, count]));
}

/** How many installations of a side would have to agree again, were these what its host's actions cover. */
export function countWidened(ctx: TxCtx, sideId: string, actions: readonly CoveredAction[]): Promise<number> {
  return countWidenedBy(ctx.tx, sideId, actions);
}

/** What an installation may do in the host's product at this moment: an action and the scopes agreed to. Nothing once it is removed or its customer closed; engine scope. */
export async function loadGrants(ctx: TxCtx, installationId: string): Promise<ReadonlyMap<string, Pick<GrantRow, "scopes" | "revokedAt">>> {
  return new Map((await listLiveGrants(ctx.tx, installationId)).map((row) => [row.action, row]));
}
