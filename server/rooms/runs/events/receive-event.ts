import { engineCtx, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { openEvents, type AccountEvent, type EventRequest } from "../../connections/index.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { requireQueueSpace } from "../queue-limits.ts";
import { shownHeaders } from "../receive-delivery.ts";
import { defaultSettings, type RunSettings } from "../settings.ts";
import { insertDeliveries } from "../store/deliveries.ts";
import { countEvents, findEventAddress, type CountRow, type EventAddressRow } from "../store/event-addresses.ts";
import { listReached, noteEvent } from "../store/events.ts";
import type { InstallationOf } from "../store/installations.ts";
import { newRun, ownerOf } from "../trigger-run.ts";
import { admitEvents } from "./admit-events.ts";
import { EventRates } from "./event-rates.ts";
import type { EventDeps } from "./show-address.ts";

type Outcome = CountRow["outcome"];

export interface EventInput extends EventRequest {
  addressId: string;
  /** The side whose own domain it came to: no other side's addresses are there. */
  atSide?: string | undefined;
}

export type EventAnswer = { kind: "challenge"; answer: string } | { kind: "taken"; customerIds: string[] };

const minuteSeconds = 60;
/** An account that more installations have is a mistake, or a flood: the rest is counted as full. */
const mostInstallations = 1_000;
const shards = 8;
/** Of addresses, their accounts and installations, by what each process saw. */
const rates = new EventRates();

/**
 * Engine verb. Takes what a provider sends for all accounts: proves it, and gives each event to every running installation of the
 * integration whose connection has its account, in one transaction. Of an account that nobody has it is counted, and so is one that came before.
 * @throws StoaError too_large, not_found, unauthenticated
 */
export async function receiveEvent(
  ctx: Ctx,
  deps: Pick<EventDeps, "catalogue">,
  input: EventInput,
  settings: RunSettings = defaultSettings,
): Promise<EventAnswer> {
  if (input.body.length > settings.deliveryBytes)
    throw new StoaError("too_large", `An event may have up to ${settings.deliveryBytes} bytes.`);
  const engine = engineCtx(ctx, "events", ctx.trace);
  const address = await findHere(engine, input);
  const owner = { kind: address.owner, id: address.owner === "side" ? address.sideId : address.publisherId };
  try {
    const opened = await openEvents(engine, deps, { owner, provider: address.provider, request: input });
    if (opened.kind === "challenge") return opened;
    const { events, sendsAgain } = opened;
    const admitted = admitEvents(rates, { addressId: address.id, events, now: engine.clock.now() }, settings);
    if (admitted.events.length > 0)
      return { kind: "taken", customerIds: await take(engine, { ...opened, ...admitted, address, input }, settings) };
    if (sendsAgain && admitted.over > 0) throw new TooMany(admitted.waitSeconds, admitted.over);
    if (admitted.over > 0) await transaction(engine, (inner) => count(inner, address, new Map([["limited", admitted.over]])));
    return { kind: "taken", customerIds: [] };
  } catch (error) {
    const became = becameOf(error);
    if (became) await transaction(engine, (inner) => count(inner, address, became));
    throw error;
  }
}

async function findHere(engine: Ctx, { addressId, atSide }: EventInput): Promise<EventAddressRow> {
  const address = await transaction(engine, ({ tx }) => findEventAddress(tx, addressId));
  if (!address || (atSide !== undefined && address.sideId !== atSide)) throw notFound("event address");
  return address;
}

/** Nothing of it was taken, and its provider sends it again. */
class TooMany extends StoaError {
  readonly count: number;
  constructor(seconds: number, count: number) {
    super("rate_limited", {
      what: "More events come than are taken here in a minute.",
      fix: `Send it again in ${seconds} s.`,
      retryAfter: seconds,
    });
    this.count = count;
  }
}

function becameOf(error: unknown): ReadonlyMap<Outcome, number> | undefined {
  if (error instanceof TooMany) return new Map([["limited", error.count]]);
  return error instanceof StoaError && error.code === "unauthenticated" ? new Map([["refused", 1]]) : undefined;
}

interface Taking {
  address: EventAddressRow;
  appId: string | null;
  byField: boolean;
  sendsAgain: boolean;
  events: readonly AccountEvent[];
  /** That came in the same request beyond their accounts' share. */
  over: number;
  input: EventInput;
}

/** @returns whose queues have grown */
async function take(ctx: Ctx, taking: Taking, settings: RunSettings): Promise<string[]> {
  return transaction(ctx, async (inner) => {
    const outcomes = new Map<Outcome, number>(taking.over > 0 ? [["limited", taking.over]] : []);
    const grown = new Set<string>();
    for (const event of taking.events) {
      const { taken, became } = await takeOne(inner, taking, event, settings);
      for (const { customerId } of taken) grown.add(customerId);
      for (const outcome of became) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // Whoever was passed over is reached when it comes again, and nobody was reached who would be told twice.
    const limited = outcomes.get("limited") ?? 0;
    if (taking.sendsAgain && limited > 0 && grown.size === 0) throw new TooMany(minuteSeconds, limited);
    if (outcomes.size > 0) await count(inner, taking.address, outcomes);
    return [...grown];
  });
}

interface Taken {
  taken: InstallationOf[];
  became: Outcome[];
}

/** Only an event that reaches somebody is remembered: of an account that nobody has there may be any number. */
async function takeOne(ctx: TxCtx, taking: Taking, event: AccountEvent, settings: RunSettings): Promise<Taken> {
  const { address, appId, byField } = taking;
  const { account, key } = event;
  const { provider, sideId, integrationId } = address;
  const reached =
    account === null
      ? []
      : await listReached(ctx.tx, { account, byField, provider, appId, sideId, integrationId, limit: mostInstallations + 1 });
  if (reached.length === 0) return { taken: [], became: ["unknown"] };
  if (!(await noteEvent(ctx.tx, { addressId: address.id, key, now: ctx.clock.now() }))) return { taken: [], became: ["repeated"] };
  const now = ctx.clock.now();
  const inRate = reached.filter(({ installationId }) => rates.take(installationId, 1, settings.eventsPerInstallation, now));
  const taken = await withRoom(ctx, inRate.slice(0, mostInstallations), settings);
  if (taken.length > 0) await deliver(ctx, taken, { address, event, headers: taking.input.headers }, settings);
  return {
    taken,
    became: [
      ...(taken.length > 0 ? ["delivered" as const] : []),
      ...(inRate.length < reached.length ? ["limited" as const] : []),
      ...(taken.length < inRate.length ? ["full" as const] : []),
    ],
  };
}

/** One customer's full queue is no other customer's trouble, and not the provider's. */
async function withRoom(ctx: TxCtx, reached: readonly InstallationOf[], settings: RunSettings): Promise<InstallationOf[]> {
  const taken: InstallationOf[] = [];
  for (const installation of reached) {
    try {
      await requireQueueSpace(ctx, installation, settings);
      taken.push(installation);
    } catch (error) {
      if (!(error instanceof StoaError && error.code === "rate_limited")) throw error;
    }
  }
  return taken;
}

async function deliver(
  ctx: TxCtx,
  installations: readonly InstallationOf[],
  given: { address: EventAddressRow; event: AccountEvent; headers: EventRequest["headers"] },
  settings: RunSettings,
): Promise<void> {
  const { body, key } = given.event;
  const runs = installations.map((installation) => {
    const actor = { kind: "hook" as const, installationId: installation.installationId };
    return newRun({ ...ctx, actor }, installation, { bundle: "webhook", triggerBytes: body.length });
  });
  const tookIn = await enqueueRuns(ctx, runs, settings);
  await insertDeliveries(ctx.tx, {
    to: runs.map((run) => ({
      ...ownerOf(run),
      id: newId(ctx.clock),
      installationId: run.installationId,
      runId: tookIn.get(run.runId) ?? run.runId,
    })),
    kind: "webhook",
    dedupeId: `event ${given.address.id} ${key.toString("hex")}`,
    receivedAt: ctx.clock.now(),
    headers: shownHeaders({ ...given.headers }),
    body,
  });
}

async function count(ctx: TxCtx, address: EventAddressRow, outcomes: ReadonlyMap<Outcome, number>): Promise<void> {
  const shard = Math.floor(Math.random() * shards);
  await countEvents(ctx.tx, { addressId: address.id, shard, now: ctx.clock.now(), outcomes });
}
