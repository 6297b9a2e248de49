import { showId, type DomainView } from "@stoa/contract";
import { audit, engineCtx, notFound, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { sideOf } from "../side-of.ts";
import { claimDomain, findDomainRow } from "../store/domains.ts";
import { listDomains } from "./list-domains.ts";
import { lookAtDomain, type DomainAsk } from "./look-at-domain.ts";

const restMs = 3_000;

/** Looks now whether a domain's record is there, and whether requests to it come here. @throws StoaError forbidden, not_found, rate_limited */
export async function checkDomain(ctx: Ctx, ask: DomainAsk, input: { domainId: string }): Promise<DomainView> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const row = await transaction(ctx, async (inner) => {
    const found = await findDomainRow(inner.tx, sideId, input.domainId);
    if (!found) throw notFound("domain");
    const now = inner.clock.now();
    if (!(await claimDomain(inner.tx, { sideId, id: found.id, now, unlessSince: now - restMs })))
      throw new StoaError("rate_limited", { what: "It was looked at a moment ago.", fix: "Wait three seconds." });
    await audit(inner, { verb: "domain.check", subject: found.id, sideId });
    return found;
  });
  await lookAtDomain(engineCtx(ctx, "domains", ctx.trace), ask, row);
  const shown = (await listDomains(ctx, ask)).find(({ id }) => id === showId("domain", row.id));
  if (!shown) throw notFound("domain");
  return shown;
}
