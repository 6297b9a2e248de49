import type { EditWebhookBody } from "@stoa/contract";
import { audit, emitFacts, transaction, type Ctx } from "../../base/index.ts";
import { checkEvents } from "./check-events.ts";
import { checkUrl } from "./check-url.ts";
import { auditOwner, requireEndpoint, ownerFor } from "./require-endpoint.ts";
import { updateEndpoint } from "./store/endpoints.ts";

/** Changes address, name or types, or turns it on and off; what waits goes out when it is on. @throws StoaError forbidden, invalid_input, not_found */
export async function editEndpoint(ctx: Ctx, input: EditWebhookBody & { endpointId: string }): Promise<void> {
  const owner = ownerFor(ctx, "keeps");
  checkEvents(owner, input.events);
  const { endpointId, name = null, events = null, state = null } = input;
  const url = input.url === undefined ? null : checkUrl(input.url);
  await transaction(ctx, async (inner) => {
    const before = await requireEndpoint(inner, owner, endpointId);
    const version = await updateEndpoint(inner.tx, endpointId, { url, name, events, state });
    const { sideId, customerId } = before;
    await audit(inner, {
      verb: "webhook.edit",
      subject: endpointId,
      ...auditOwner(owner),
      before: { url: before.url, name: before.name, events: before.events, state: before.state },
      after: { url, name, events, state },
    });
    await emitFacts(inner, [{ type: "webhook.edited", sideId, customerId, subject: endpointId, subjectVersion: version }]);
  });
}
