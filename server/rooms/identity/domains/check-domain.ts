import { setTimeout as sleep } from "node:timers/promises";
import { showId, type DomainView } from "@stoa/contract";
import { audit, engineCtx, notFound, requireRole, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { sideOf } from "../side-of.ts";
import { claimDomain, findDomainRow, type DomainRow } from "../store/domains.ts";
import { listDomains } from "./list-domains.ts";
import { lookAtDomain, type DomainAsk } from "./look-at-domain.ts";

const restMs = 1_000;

/** Looks now whether a domain's record is there, and whether requests to it come here. @throws StoaError forbidden, not_found, rate_limited */
export async function checkDomain(ctx: Ctx, ask: DomainAsk, input: { domainId: string }): Promise<DomainView> {
  requireRole(ctx, "host_owner", "operator");
  const sideId = sideOf(ctx);
  const row = (await claim(ctx, sideId, input.domainId)) ?? (await sleep(restMs + 100).then(() => claim(ctx, sideId, input.domainId)));
  if (!row) throw new StoaError("rate_limited", { what: "It was looked at a moment ago.", fix: "Wait a second." });
  await lookAtDomain(engineCtx(ctx, "domains", ctx.trace), ask, row);
  const shown = (await listDomains(ctx, ask)).find(({ id }) => id === showId("domain", row.id));
  if (!shown) throw notFound("domain");
  return shown;
}

/** Undefined when it was looked at within the second, as by the sweep: what was found then may be old news to whoever asks. */
function claim(ctx: Ctx, sideId: string, id: string): Promise<DomainRow | undefined> {
  return transaction(ctx, async (inner) => {
    const found = await findDomainRow(inner.tx, sideId, id);
    if (!found) throw notFound("domain");
    const now = inner.clock.now();
    if (!(await claimDomain(inner.tx, { sideId, id, now, unlessSince: now - restMs }))) return undefined;
    await audit(inner, { verb: "domain.check", subject: id, sideId });
    return found;
  });
}
