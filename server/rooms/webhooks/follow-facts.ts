import type { WebhookType } from "@stoa/contract";
import type { Fact, FactHandler, TxCtx } from "../../base/index.ts";
import type { NewMessage } from "./store/deliveries.ts";
import { listLiveEndpoints } from "./store/endpoints.ts";
import { writeMessage } from "./write-message.ts";
import { findCustomerRefs } from "./store/failing.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** What is told of a fact, and the change it is where it is one of several. */
const told: Record<string, { type: WebhookType; change?: string }> = {
  "installation.installed": { type: "installation.installed" },
  "installation.configured": { type: "installation.changed", change: "configured" },
  "installation.paused": { type: "installation.changed", change: "paused" },
  "installation.resumed": { type: "installation.changed", change: "resumed" },
  "installation.upgraded": { type: "installation.changed", change: "upgraded" },
  "installation.removed": { type: "installation.removed" },
  "installation.consent_asked": { type: "installation.consent_asked" },
  "installation.failing": { type: "installation.failing" },
  "installation.recovered": { type: "installation.recovered" },
};

/** Turns facts into what hosts' servers are told; a message has its fact's id, so that it is written once. */
export const tellHosts: FactHandler = {
  name: "webhooks.tell-hosts",
  types: Object.keys(told),
  handle: (ctx, fact) => hear(ctx, [fact]),
  handleAll: hear,
};

async function hear(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const telling = await onTellingSides(ctx, facts);
  if (telling.length === 0) return;
  const refs = await findCustomerRefs(ctx.tx, [...new Set(telling.flatMap(({ customerId }) => customerId ?? []))]);
  const messages = telling.flatMap((fact): NewMessage[] => {
    const known = told[fact.type];
    return known ? [writeMessage(fact, known, refs)] : [];
  });
  await tellEndpoints(ctx, messages);
}

async function onTellingSides(ctx: TxCtx, facts: readonly Fact[]): Promise<Fact[]> {
  const sides = [...new Set(facts.flatMap(({ sideId }) => sideId ?? []))];
  const telling = new Set((await listLiveEndpoints(ctx.tx, sides)).map(({ ownerId }) => ownerId));
  return facts.filter(({ sideId }) => sideId !== null && telling.has(sideId));
}
