import type { Fact, FactHandler, TxCtx } from "../../base/index.ts";
import { makeNotices, type NewsInput } from "./make-notices.ts";
import type { NoticeKind } from "./states.ts";
import { endConnectionNotices, endCovered, endNotices } from "./store/notices.ts";

/** What is told of a fact, and whether it is over as it is told. */
const told: Record<string, { kind: NoticeKind; over: boolean }> = {
  "installation.consent_asked": { kind: "asks-consent", over: false },
  "installation.widened": { kind: "covers-more", over: false },
  "installation.upgraded": { kind: "upgraded", over: true },
  "connection.needs_reauth": { kind: "needs-sign-in", over: false },
  "help.answered": { kind: "help-answered", over: true },
};

/** After these an action that covers more may have been agreed to, or be gone. */
const settling = ["installation.covered", "installation.allowed", "installation.revoked", "installation.upgraded"];

/** Tells a customer of what happened to its installations besides their runs. */
export const followNews: FactHandler = {
  name: "home.follow-news",
  types: [
    ...new Set([...Object.keys(told), ...settling]),
    "connection.connected",
    "connection.reconnected",
    "connection.disconnecting",
    "connection.disconnected",
  ],
  handle,
};

async function handle(ctx: TxCtx, fact: Fact): Promise<void> {
  if (fact.type === "installation.upgraded") await endNotices(ctx.tx, [fact.subject], ["asks-consent"], fact.at);
  if (settling.includes(fact.type)) await endCovered(ctx.tx, fact.subject, fact.at);
  const known = told[fact.type];
  if (!known) return settling.includes(fact.type) ? undefined : endConnectionNotices(ctx.tx, fact.subject, fact.at);
  const { sideId, customerId, data } = fact;
  if (sideId === null || customerId === null) return;
  const text = (key: string): string | null => (typeof data[key] === "string" ? data[key] : null);
  const ofConnection = known.kind === "needs-sign-in";
  const installationId = ofConnection ? null : fact.type === "help.answered" ? text("installationId") : fact.subject;
  const news: NewsInput = {
    sideId,
    customerId,
    installationId,
    connectionId: ofConnection ? fact.subject : null,
    kind: known.kind,
    cause: null,
    runId: text("runId"),
    at: fact.at,
    over: known.over,
  };
  await makeNotices(ctx, [news]);
}
