import type { AddWebhookBody } from "@stoa/contract";
import { audit, emitFacts, newId, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { putSecret } from "../trust/index.ts";
import { checkUrl } from "./check-url.ts";
import { keepers, sideOf } from "./require-endpoint.ts";
import { newWebhookSecret } from "./sign.ts";
import { tellFailing } from "./tell-failing.ts";
import { countEndpoints, insertEndpoint } from "./store/endpoints.ts";

const mostEndpoints = 10;

/** An address of the host's server that is told from now on; its signing secret is returned once. @throws StoaError forbidden, invalid_input, refused, key_missing */
export async function addEndpoint(ctx: Ctx, input: AddWebhookBody): Promise<{ id: string; secret: string }> {
  requireRole(ctx, ...keepers);
  const sideId = sideOf(ctx);
  const url = checkUrl(input.url);
  return transaction(ctx, async (inner) => {
    const known = (await countEndpoints(inner.tx, sideId))?.count ?? 0;
    if (known >= mostEndpoints)
      throw new StoaError("refused", { what: `A side tells at most ${mostEndpoints} addresses.`, fix: "Remove one first." });
    const secret = newWebhookSecret();
    const secretId = await putSecret(inner, { owner: { kind: "side", id: sideId }, name: "webhook", value: secret });
    const { name = new URL(url).host.slice(0, 80), events = [] } = input;
    const id = newId(inner.clock);
    await insertEndpoint(inner.tx, { id, sideId, url, name, events, secretId, createdAt: inner.clock.now() });
    if (known === 0) await tellFailing(inner, sideId);
    await audit(inner, { verb: "webhook.add", subject: id, sideId, after: { url, name, events } });
    await emitFacts(inner, [{ type: "webhook.added", sideId, subject: id, subjectVersion: 1 }]);
    return { id, secret };
  });
}
