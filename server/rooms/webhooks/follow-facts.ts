import { showId, type WebhookMessage, type WebhookType } from "@stoa/contract";
import type { Fact, FactHandler, TxCtx } from "../../base/index.ts";
import type { NewMessage } from "./store/deliveries.ts";
import { listLiveEndpoints } from "./store/endpoints.ts";
import { addFailing, dropFailing, findCustomerRefs, findFailing } from "./store/failing.ts";
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
};

/** Turns facts into what hosts' servers are told; a message has its fact's id, so that it is written once. */
export const tellHosts: FactHandler = {
  name: "webhooks.tell-hosts",
  types: [...Object.keys(told), "run.finished"],
  handle: (ctx, fact) => hear(ctx, [fact]),
  handleAll: hear,
};

async function hear(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const telling = await onTellingSides(ctx, facts);
  if (telling.length === 0) return;
  const health = await followHealth(ctx, telling);
  const refs = await findCustomerRefs(ctx.tx, [...new Set(telling.flatMap(({ customerId }) => customerId ?? []))]);
  const messages = telling.flatMap((fact): NewMessage[] => {
    const known = told[fact.type] ?? health.get(fact.id);
    return known ? [messageOf(fact, known, refs)] : [];
  });
  await tellEndpoints(ctx, messages);
}

async function onTellingSides(ctx: TxCtx, facts: readonly Fact[]): Promise<Fact[]> {
  const sides = [...new Set(facts.flatMap(({ sideId }) => sideId ?? []))];
  const telling = new Set((await listLiveEndpoints(ctx.tx, sides)).map(({ sideId }) => sideId));
  return facts.filter(({ sideId }) => sideId !== null && telling.has(sideId));
}

/** Of runs that ended: the first that failed after one that worked, and the first that worked after one that failed. */
async function followHealth(ctx: TxCtx, facts: readonly Fact[]): Promise<Map<string, { type: WebhookType }>> {
  const judged = facts.filter(({ type, data }) => type === "installation.removed" || (type === "run.finished" && isWhole(data)));
  const ids = [...new Set(judged.flatMap((fact) => installationOf(fact) ?? []))];
  if (ids.length === 0) return new Map();
  const before = await findFailing(ctx.tx, ids);
  const failing = new Map<string, string>();
  const isFailing = new Set(before);
  const news = new Map<string, { type: WebhookType }>();
  for (const fact of judged) {
    const id = installationOf(fact);
    if (id === undefined) continue;
    const failed = fact.data["outcome"] === "failed";
    if (failed && !isFailing.has(id)) {
      isFailing.add(id);
      failing.set(id, fact.sideId ?? "");
      news.set(fact.id, { type: "installation.failing" });
    } else if (!failed && isFailing.has(id) && fact.data["outcome"] !== "cancelled") {
      isFailing.delete(id);
      if (fact.type === "run.finished") news.set(fact.id, { type: "installation.recovered" });
    }
  }
  await addFailing(
    ctx.tx,
    [...failing].filter(([id]) => isFailing.has(id)).map(([id, sideId]) => ({ id, sideId })),
    ctx.clock.now(),
  );
  await dropFailing(
    ctx.tx,
    [...before].filter((id) => !isFailing.has(id)),
  );
  return news;
}

/** A retry of some items says nothing of the others. */
const isWhole = (data: Fact["data"]): boolean => data["kind"] === "work" && data["partial"] !== true;

function installationOf({ type, subject, data }: Fact): string | undefined {
  if (type !== "run.finished") return subject;
  return typeof data["installationId"] === "string" ? data["installationId"] : undefined;
}

function messageOf(fact: Fact, { type, change }: { type: WebhookType; change?: string }, refs: ReadonlyMap<string, string>): NewMessage {
  const { customerId, data, sideId } = fact;
  const installation = installationOf(fact);
  const shown = (kind: "listing" | "integration", key: string): string | null =>
    typeof data[key] === "string" ? showId(kind, data[key]) : null;
  const message: WebhookMessage = {
    type,
    timestamp: new Date(fact.at).toISOString(),
    data: {
      side: showId("side", sideId ?? ""),
      customer: customerId === null ? null : { id: showId("customer", customerId), ref: refs.get(customerId) ?? "" },
      installation: installation === undefined ? null : showId("installation", installation),
      listing: shown("listing", "listingId"),
      integration: shown("integration", "integrationId"),
      run: fact.type === "run.finished" ? showId("run", fact.subject) : null,
      change: change ?? null,
      failureClass: typeof data["failureClass"] === "string" ? data["failureClass"] : null,
      version: fact.subjectVersion,
    },
  };
  return { id: fact.id, sideId: sideId ?? "", type, subject: installation ?? fact.subject, body: JSON.stringify(message), at: fact.at };
}
