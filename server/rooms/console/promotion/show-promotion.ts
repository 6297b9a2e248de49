import { showId, type PromotionView } from "@stoa/contract";
import { requireRole, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import type { SubmitPolicy } from "../../catalog/index.ts";
import { countWidened } from "../../installs/index.ts";
import { readSidePair } from "../../identity/index.ts";
import { compareParts, type Compared } from "./compare-parts.ts";
import { readParts } from "./read-parts.ts";

/** What promoting a host's test side would do to its live side. @throws StoaError forbidden */
export async function showPromotion(ctx: Ctx, policy: SubmitPolicy): Promise<PromotionView> {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  const { test, live } = await readSidePair(ctx);
  const ofTest = await transaction(test.ctx, (inner) => readParts(inner, test.look));
  const items = await transaction(live.ctx, async (inner) => {
    const found = compareParts(ofTest, await readParts(inner, live.look));
    for (const one of found) {
      one.item.blocked = (await blockedBy(inner, one, policy)) ?? null;
      one.item.mustAgree = await countAgreeing(inner, one);
    }
    return found.map(({ item }) => item);
  });
  return { testSideId: showSide(test.ctx), liveSideId: showSide(live.ctx), items };
}

/** A listing whose accounts no customer of the live side could connect. */
async function blockedBy(ctx: TxCtx, { test }: Compared, policy: SubmitPolicy): Promise<string | undefined> {
  if (test?.kind !== "listing" || !test.listing.release || ctx.scope.kind !== "side") return undefined;
  const { publisherId, release } = test.listing;
  const fault = await policy.accountFault?.(ctx, { sideId: ctx.scope.sideId, publisherId, manifest: release.manifest });
  return fault ? `${fault.text} ${fault.fix}` : undefined;
}

/** Installations of the live side whose customers allowed less than the actions would cover. */
async function countAgreeing(ctx: TxCtx, { test }: Compared): Promise<number> {
  if (test?.kind !== "actions" || ctx.scope.kind !== "side") return 0;
  return countWidened(ctx, ctx.scope.sideId, test.declared.actions);
}

function showSide({ scope }: Ctx): string {
  return scope.kind === "side" ? showId("side", scope.sideId) : "";
}
