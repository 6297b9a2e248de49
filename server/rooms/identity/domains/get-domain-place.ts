import type { DomainPlaceView } from "@stoa/contract";
import { engineCtx, notFound, transaction, type Ctx } from "../../../base/index.ts";
import { isAtOrigin } from "../match-origin.ts";
import { findHostOfSide } from "../store/tenants.ts";

/** Whose marketplace stands at a domain, or behind a link, for the page that meets who is not signed in. @throws StoaError not_found */
export async function getDomainPlace(ctx: Pick<Ctx, "db" | "clock" | "log">, input: { sideId: string }): Promise<DomainPlaceView> {
  const host = await transaction(engineCtx(ctx, "domain-place"), ({ tx }) => findHostOfSide(tx, input.sideId));
  if (!host) throw notFound("domain");
  const { page } = host;
  // One whose origin the host took back shows no marketplace any more.
  const shown = page !== null && isAtOrigin(host.origins, page) ? page : undefined;
  return {
    host: host.name,
    look: host.look,
    test: host.sides.some(({ id, kind }) => id === input.sideId && kind === "test"),
    product: shown ?? host.origins.find((origin) => !origin.includes("*")) ?? null,
  };
}
