import { transaction, type Ctx } from "../../../base/index.ts";
import { claimDueDomains } from "../store/domains.ts";
import { lookAtDomain, type DomainAsk } from "./look-at-domain.ts";

const batch = 10;
/** Nobody else looks meanwhile; one whose look broke off is looked at again then. */
const leaseMs = 300_000;

/** Engine verb. Looks at domains whose time has come, so that one that stops proving itself is said. @returns how many */
export async function checkDueDomains(ctx: Ctx, ask: DomainAsk): Promise<number> {
  const due = await transaction(ctx, ({ tx, clock }) => {
    const now = clock.now();
    return claimDueDomains(tx, { now, until: now + leaseMs, limit: batch });
  });
  await Promise.all(
    due.map((row) =>
      lookAtDomain(ctx, ask, row).catch((err: unknown) => ctx.log.error({ err, domain: row.id }, "a domain could not be looked at")),
    ),
  );
  return due.length;
}
