import { showId } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { UnreachedError, type CheckedFetch } from "../sandbox/index.ts";
import { readSecrets } from "../trust/index.ts";
import { signWebhook } from "./sign.ts";
import { waits, type DeliveryState } from "./states.ts";
import { claimDeliveries, settleDelivery, type ClaimInput, type DueDelivery } from "./store/deliveries.ts";
import { findEndpoint, noteEndpoint, signersOf, type EndpointRow } from "./store/endpoints.ts";

export interface SendDeps {
  /** By the rules that boxes are bound by: no private address, no redirect. */
  fetch: CheckedFetch;
}

/** Longer than any answer is waited for, so that nobody sends what is being sent. */
export const leaseMs = 60_000;
const each = 4;
const eachCustomer = 2;
const eachSide = 6;
const batch = 24;
/** Of each wait at most so much more, so that what failed together does not come back together. */
const jitter = 0.2;
const longestMs = 86_400_000;

interface Outcome {
  status: number | null;
  error: string | null;
  /** What the receiver asks us to wait, in milliseconds. */
  askedMs: number;
}

/**
 * Sends what is due, or the one given. Each is claimed before it is sent and settled after, so it is sent at least once, with the id and bytes
 * of its message. @returns how many were tried
 */
export async function sendDeliveries(ctx: Ctx, deps: SendDeps, only?: { id: string }): Promise<number> {
  const engine = engineCtx(ctx, "webhooks", ctx.trace);
  const claimed = await claimSome(engine, { limit: batch, ofCustomers: batch, failing: null, id: only?.id ?? null });
  await Promise.all(claimed.map((delivery) => sendOne(engine, deps, delivery)));
  return claimed.length;
}

/** Engine scope. */
export function claimSome(engine: Ctx, input: Pick<ClaimInput, "limit" | "ofCustomers" | "failing" | "id">): Promise<DueDelivery[]> {
  return transaction(engine, ({ tx, clock }) => claimDeliveries(tx, { now: clock.now(), leaseMs, each, eachCustomer, eachSide, ...input }));
}

/** Sends what was claimed and settles it. Engine scope. */
export async function sendOne(ctx: Ctx, deps: SendDeps, delivery: DueDelivery): Promise<void> {
  const endpoint = await transaction(ctx, ({ tx }) => findEndpoint(tx, delivery.endpointId));
  if (!endpoint) return;
  const before = performance.now();
  const outcome = await post(ctx, deps, endpoint, delivery);
  const answeredMs = Math.round(performance.now() - before);
  const { status, error, askedMs } = outcome;
  const now = ctx.clock.now();
  const wait = waits[delivery.attempts - 1];
  const state: DeliveryState = error === null ? "delivered" : wait === undefined || status === 410 ? "failed" : "waiting";
  const dueAt = now + Math.max(askedMs, (wait ?? 0) * (1 + Math.random() * jitter));
  await transaction(ctx, async ({ tx }) => {
    await settleDelivery(tx, { id: delivery.id, attempts: delivery.attempts, state, dueAt, status, error, answeredMs, now });
    await noteEndpoint(tx, endpoint.id, { now, error, off: status === 410 });
  });
}

async function post(ctx: Ctx, { fetch }: SendDeps, endpoint: EndpointRow, { messageId, body }: DueDelivery): Promise<Outcome> {
  try {
    const signers = await readSigners(ctx, endpoint);
    const signed = signWebhook(signers, { id: showId("message", messageId), at: ctx.clock.now(), body });
    const answer = await fetch(endpoint.url, { method: "POST", body, headers: { "content-type": "application/json", ...signed } });
    return { status: answer.status, error: judge(answer.status), askedMs: readRetryAfter(answer, ctx.clock.now()) };
  } catch (fault) {
    const error = fault instanceof UnreachedError ? fault.message : "It could not be sent: the signing secret cannot be read.";
    if (!(fault instanceof UnreachedError)) ctx.log.error({ err: fault, endpoint: endpoint.id }, "a webhook could not be sent");
    return { status: null, error, askedMs: 0 };
  }
}

/** Secret and key in use, and those before them while both sign. */
async function readSigners(ctx: Ctx, endpoint: EndpointRow): Promise<string[]> {
  const both = (endpoint.previousUntil ?? 0) > ctx.clock.now();
  const ids = [...signersOf(endpoint, "current"), ...(both ? signersOf(endpoint, "previous") : [])];
  const values = await readSecrets(ctx, ids);
  return ids.flatMap((id) => values.get(id) ?? []);
}

function judge(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return "It answered 410: nothing is sent there until it is turned on again.";
  if (status >= 300 && status < 400) return `It sends on to another address (${status}): give that one.`;
  return `It answered ${status}.`;
}

/** Seconds or a date; at most a day. */
function readRetryAfter(answer: Response, now: number): number {
  const said = answer.headers.get("retry-after");
  if (said === null || answer.ok) return 0;
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestMs) : 0;
}
