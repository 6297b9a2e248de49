import { createHmac, timingSafeEqual } from "node:crypto";
import { engineCtx, newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readSecrets } from "../trust/index.ts";
import { hashToken } from "./hash-token.ts";
import { requireQueueSpace } from "./queue-limits.ts";
import { enqueueRuns } from "./queue/enqueue-runs.ts";
import { requireInstallation } from "./scope.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import { findDelivery, findHook, insertDelivery, type HookEntry } from "./store/deliveries.ts";
import { newRun, ownerOf, requireRunnable } from "./trigger-run.ts";

export interface Delivery {
  installationId: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The side whose own domain it came to: no other side's installations are there. */
  atSide?: string | undefined;
}

/** Headers a program may see; what proves the sender stays outside. */
const plainHeaders = /^(?:content-type|user-agent|x-(?!stoa-token)[a-z0-9-]+|webhook-(?:id|timestamp)|idempotency-key)$/;

const secretHeaders = /token|secret|signature|hmac|auth|key|cookie|forwarded|real-ip/;

const idHeaders = ["webhook-id", "x-stoa-delivery", "idempotency-key", "x-github-delivery", "x-request-id"];

const clockSkewSeconds = 300;

/**
 * Takes a webhook's body in: checks its token or signature, joins it to the run that waits for bodies or makes the next one, in
 * order of arrival. The same delivery id again changes nothing.
 * @throws StoaError unauthenticated, too_large, conflict, rate_limited
 */
export async function receiveDelivery(ctx: Ctx, delivery: Delivery, settings: RunSettings = defaultSettings): Promise<Received> {
  if (delivery.body.length > settings.deliveryBytes)
    throw new StoaError("too_large", `A webhook's body may have up to ${settings.deliveryBytes} bytes.`);
  const hook = await proveSender(engineCtx(ctx, "hook", ctx.trace), delivery);
  const scope = { kind: "customer" as const, customerId: hook.customerId, sideId: hook.sideId };
  const own: Ctx = { ...ctx, scope, actor: { kind: "hook", installationId: delivery.installationId } };
  const dedupeId =
    idHeaders
      .map((name) => delivery.headers[name])
      .find((value) => value !== undefined && value !== "")
      ?.slice(0, 200) ?? null;
  const take = (): Promise<Received> => takeIn(own, delivery, { hook, dedupeId }, settings);
  return take().catch((error: unknown) => (error instanceof TakenMeanwhile ? take() : Promise.reject(error)));
}

interface Received {
  runId: string;
  customerId: string;
  repeated: boolean;
}

/** Two of one id came at once: the second rolls its trigger back, and then finds the first. */
class TakenMeanwhile extends StoaError {
  constructor() {
    super("conflict", { what: "This delivery is being taken in already.", fix: "Nothing; sending it again is harmless." });
  }
}

async function takeIn(
  own: Ctx,
  delivery: Delivery,
  { hook, dedupeId }: { hook: HookEntry; dedupeId: string | null },
  settings: RunSettings,
): Promise<Received> {
  return transaction(own, async (inner) => {
    const known = dedupeId === null ? undefined : await findDelivery(inner.tx, delivery.installationId, dedupeId);
    if (known) return { runId: known.runId, customerId: hook.customerId, repeated: true };
    const installation = await requireInstallation(inner, delivery.installationId);
    requireRunnable(installation, "run");
    await requireQueueSpace(inner, installation, settings);
    const run = newRun(inner, installation, { bundle: "webhook", triggerBytes: delivery.body.length });
    const runId = (await enqueueRuns(inner, [run], settings)).get(run.runId) ?? run.runId;
    const entry = {
      ...ownerOf(installation),
      id: newId(inner.clock),
      installationId: delivery.installationId,
      runId,
      kind: "webhook" as const,
      dedupeId,
    };
    const fresh = await insertDelivery(inner.tx, {
      ...entry,
      receivedAt: inner.clock.now(),
      headers: shownHeaders(delivery.headers),
      body: delivery.body,
    });
    if (!fresh) throw new TakenMeanwhile();
    return { runId, customerId: hook.customerId, repeated: false };
  });
}

/** What of a request's headers a program is given. */
export function shownHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => plainHeaders.test(name) && !secretHeaders.test(name)));
}

async function findHere(ctx: Ctx, { installationId, atSide }: Delivery): Promise<HookEntry | undefined> {
  const found = await transaction(ctx, ({ tx }) => findHook(tx, installationId));
  return atSide === undefined || found?.sideId === atSide ? found : undefined;
}

async function proveSender(ctx: Ctx, delivery: Delivery): Promise<HookEntry> {
  const hook = await findHere(ctx, delivery);
  const token = delivery.headers["x-stoa-token"] ?? /^Bearer (.+)$/.exec(delivery.headers["authorization"] ?? "")?.[1];
  if (hook && token !== undefined && timingSafeEqual(hashToken(token), hook.tokenHash)) return hook;
  if (hook && token === undefined && (await isSigned(ctx, hook, delivery))) return hook;
  throw new StoaError("unauthenticated", {
    what: "This webhook's token or signature is not right.",
    fix: "Send the address's token as `Authorization: Bearer ...` or `X-Stoa-Token`, or sign the body as Standard Webhooks say.",
  });
}

/** Standard Webhooks: `webhook-signature` holds `v1,<base64 HMAC-SHA256 of id.timestamp.body>`, several parted by spaces. */
async function isSigned(ctx: Ctx, hook: HookEntry, { headers, body }: Delivery): Promise<boolean> {
  const id = headers["webhook-id"];
  const timestamp = Number(headers["webhook-timestamp"]);
  const signatures = headers["webhook-signature"];
  if (id === undefined || signatures === undefined || !Number.isInteger(timestamp)) return false;
  if (Math.abs(ctx.clock.now() / 1000 - timestamp) > clockSkewSeconds) return false;
  const secret = (await readSecrets(ctx, [hook.secretId])).get(hook.secretId) ?? "";
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  return signatures.split(" ").some((one) => {
    const given = one.startsWith("v1,") ? Buffer.from(one.slice(3), "base64") : Buffer.alloc(0);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
