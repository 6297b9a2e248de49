import type { PromoteBody, Promoted } from "@stoa/contract";
import { audit, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { promoteListing, setSynonyms, withdrawListing, type SubmitPolicy } from "../../catalog/index.ts";
import { saveApp, type ConnectDeps } from "../../connections/index.ts";
import { promoteDeclaration } from "../../gateway/index.ts";
import { editHost, readSidePair } from "../../identity/index.ts";
import { removeLimit, setLimit } from "../../runs/index.ts";
import { compareParts, type Compared } from "./compare-parts.ts";
import { readParts } from "./read-parts.ts";

export interface PromotionDeps {
  connect: ConnectDeps;
  policy: SubmitPolicy;
}

/** Described providers first, then what stands on them. */
const order = ["look", "synonyms", "provider", "actions", "calls", "listing", "limit"];

/**
 * Brings what was picked from a host's test side to its live side, all of it or nothing, each part exactly as it was looked at; what is the same
 * already stays. @throws StoaError forbidden, conflict naming what changed since, invalid_input without the live API's address, refused
 */
export async function promote(ctx: Ctx, deps: PromotionDeps, input: PromoteBody): Promise<Promoted> {
  requireRole(ctx, "host_owner", "operator");
  const { hostId, test, live } = await readSidePair(ctx);
  const ofTest = await transaction(test.ctx, (inner) => readParts(inner, test.look));
  return transaction(live.ctx, async (inner) => {
    const { look } = (await readSidePair(inner)).live;
    const found = compareParts(ofTest, await readParts(inner, look, "lock"));
    const picked = found.filter(({ item }) => input.items.some(({ key }) => key === item.key));
    const changed = picked.filter(({ item }) => !input.items.some(({ key, digest }) => key === item.key && digest === item.digest));
    if (changed.length > 0) throw changedSince(changed);
    const sorted = picked.toSorted((a, b) => order.indexOf(a.item.kind) - order.indexOf(b.item.kind));
    await bringDeclaration(inner, sorted, input.base);
    for (const one of sorted) await bring(inner, deps, { one, hostId });
    const promoted = sorted.map(({ item }) => item.key);
    const same = input.items.flatMap(({ key }) => (promoted.includes(key) ? [] : [key]));
    if (promoted.length > 0) await tell(inner, sorted);
    return { promoted, same };
  });
}

async function tell(ctx: TxCtx, items: readonly Compared[]): Promise<void> {
  const sideId = ctx.scope.kind === "side" ? { sideId: ctx.scope.sideId, subject: ctx.scope.sideId } : {};
  const after = { items: items.map(({ item }) => ({ key: item.key, name: item.name, change: item.change })) };
  await audit(ctx, { verb: "side.promote", ...sideId, after });
}

/** Actions and the way they are called stand in one row. */
async function bringDeclaration(ctx: TxCtx, items: readonly Compared[], base: string | undefined): Promise<void> {
  const declared = items.flatMap(({ test }) => (test?.kind === "actions" || test?.kind === "calls" ? [test] : []));
  const [first] = declared;
  if (!first) return;
  const has = (kind: string): boolean => declared.some((one) => one.kind === kind);
  await promoteDeclaration(ctx, { from: first.declared, parts: { actions: has("actions"), calls: has("calls") }, base });
}

async function bring(ctx: TxCtx, deps: PromotionDeps, { one, hostId }: { one: Compared; hostId: string }): Promise<void> {
  const { test, live } = one;
  if (!test) return take(ctx, one);
  switch (test.kind) {
    case "look":
      await editHost(ctx, { hostId, look: test.look });
      return;
    case "synonyms":
      await setSynonyms(ctx, { pairs: test.pairs });
      return;
    case "provider":
      await saveApp(ctx, deps.connect, { provider: test.definition.name, definition: test.definition });
      return;
    case "listing":
      return promoteListing(ctx, test.listing, deps.policy);
    case "limit":
      if (live?.kind === "limit") await removeLimit(ctx, { limitId: live.limit.id });
      await setLimit(ctx, test.limit.body);
      return;
    case "actions":
    case "calls":
      return undefined;
  }
}

async function take(ctx: TxCtx, { live }: Compared): Promise<void> {
  if (live?.kind === "listing")
    await withdrawListing(ctx, { listingId: live.listing.id, reason: "It is no longer in the shop of the test side." });
  if (live?.kind === "limit") await removeLimit(ctx, { limitId: live.limit.id });
}

function changedSince(changed: readonly Compared[]): StoaError {
  return new StoaError("conflict", {
    what: `Since you looked, this changed on a side: ${changed.map(({ item }) => item.name).join(", ")}. Nothing was promoted.`,
    fix: "Look at the differences again, then promote.",
    problems: changed.map(({ item }) => ({ path: `body/items/${item.key}`, message: "differs otherwise now" })),
  });
}
