import type { AddWebhookBody } from "@stoa/contract";
import { audit, emitFacts, newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { checkEvents } from "./check-events.ts";
import { checkUrl } from "./check-url.ts";
import { putSigners } from "./put-signers.ts";
import { auditOwner, ownerFor } from "./require-endpoint.ts";
import { tellFailing } from "./tell-failing.ts";
import { countEndpoints, hadEndpoint, insertEndpoint } from "./store/endpoints.ts";

const dayMs = 86_400_000;
const most = { side: 10, customer: 5 };

/** An address of the host's or the customer's own server that is told from now on; its signing secret is returned once. @throws StoaError forbidden, invalid_input, refused, key_missing */
export async function addEndpoint(ctx: Ctx, input: AddWebhookBody): Promise<{ id: string; secret: string }> {
  const owner = ownerFor(ctx, "keeps");
  const { ownerId, sideId, customerId } = owner;
  checkEvents(owner, input.events);
  const url = checkUrl(input.url);
  return transaction(ctx, async (inner) => {
    const known = (await countEndpoints(inner.tx, ownerId))?.count ?? 0;
    const limit = customerId === null ? most.side : most.customer;
    if (known >= limit) throw new StoaError("refused", { what: `At most ${limit} addresses are told.`, fix: "Remove one first." });
    const { secret, ...signers } = await putSigners(inner, owner);
    const { name = new URL(url).host.slice(0, 80), events = [] } = input;
    const id = newId(inner.clock);
    await insertEndpoint(inner.tx, { id, sideId, customerId, url, name, events, ...signers, createdAt: inner.clock.now() });
    if (known === 0 && customerId === null && !(await hadEndpoint(inner.tx, sideId, inner.clock.now() - dayMs)))
      await tellFailing(inner, sideId);
    await audit(inner, { verb: "webhook.add", subject: id, ...auditOwner(owner), after: { url, name, events } });
    await emitFacts(inner, [{ type: "webhook.added", sideId, customerId, subject: id, subjectVersion: 1 }]);
    return { id, secret };
  });
}
