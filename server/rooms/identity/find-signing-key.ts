import { setTimeout as sleep } from "node:timers/promises";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { fetchKeySet, KeySetFault, type AskAddress } from "./fetch-key-set.ts";
import { findLiveKey } from "./store/access.ts";
import { claimKeySet, findKeySetOfIssuer, settleKeySet, type KeySetRow } from "./store/keys.ts";

export interface SigningKey {
  sideId: string;
  jwk: Record<string, unknown>;
}

export interface FoundKey<Key> {
  key: Key | undefined;
  /** Why there is none, where something is known of it. */
  why?: string;
}

type Door = Pick<Ctx, "db" | "clock" | "log" | "trace">;

const minute = 60_000;
/** How long what was fetched is used without asking, and how long it is used while asking, or for want of an answer. */
const freshMs = 10 * minute;
const keptMs = 24 * 60 * minute;
/** An unknown kid makes us ask again, at most so often. */
const againMs = minute;
const waitMs = 100;
const mostWaits = 60;
/** Sets that are being asked for here: whoever else needs one waits for the same answer. */
const asking = new Map<string, Promise<KeySetRow>>();

/**
 * The live key of (issuer, kid): registered, or from the set its issuer publishes. The issuer must be registered before anything is
 * fetched: a token never says where to look. A kid that is known waits for nobody: a set older than ten minutes is asked for beside it. An
 * unknown kid waits while the address is asked anew, at most once a minute whatever comes in.
 */
export async function findSigningKey(ctx: Door, ask: AskAddress, named: { issuer: string; kid: string }): Promise<FoundKey<SigningKey>> {
  const engine = engineCtx(ctx, "signing-key", ctx.trace);
  const { registered, set } = await transaction(engine, async ({ tx }) => ({
    registered: await findLiveKey(tx, named.issuer, named.kid),
    set: await findKeySetOfIssuer(tx, named.issuer),
  }));
  if (registered) return { key: registered };
  if (!set) return { key: undefined };
  const age = ctx.clock.now() - (set.fetchedAt ?? 0);
  if (!pick(set, named.kid) || age >= keptMs) return judge(await refresh(engine, ask, set), named.kid, ctx.clock.now());
  if (age >= freshMs)
    refresh(engine, ask, set).catch((err: unknown) => ctx.log.error({ err, keySet: set.id }, "a key set could not be asked for"));
  return judge(set, named.kid, ctx.clock.now());
}

function pick({ keys }: KeySetRow, kid: string): Record<string, unknown> | undefined {
  return keys.find((key) => key.kid === kid);
}

function judge(set: KeySetRow, kid: string, now: number): FoundKey<SigningKey> {
  const jwk = pick(set, kid);
  const old = set.fetchedAt === null || set.fetchedAt <= now - keptMs;
  if (jwk && !old) return { key: { sideId: set.sideId, jwk } };
  const asked = `${set.url} was asked last at ${new Date(set.triedAt ?? now).toISOString()}`;
  return { key: undefined, why: set.error === null ? `${asked} and has no such key.` : `${asked}: ${set.error}` };
}

function refresh(engine: Ctx, ask: AskAddress, set: KeySetRow): Promise<KeySetRow> {
  const under = asking.get(set.id);
  if (under) return under;
  const begun = askOnce(engine, ask, set).finally(() => asking.delete(set.id));
  asking.set(set.id, begun);
  return begun;
}

/** The set as it is after whoever may ask has asked; of several processes one asks, and the others wait for what it finds. */
async function askOnce(engine: Ctx, ask: AskAddress, set: KeySetRow): Promise<KeySetRow> {
  const now = engine.clock.now();
  if (await transaction(engine, ({ tx }) => claimKeySet(tx, set.id, now, now - againMs))) return fetchAnew(engine, ask, set);
  for (let waits = 0; waits < mostWaits; waits++) {
    const found = await transaction(engine, ({ tx }) => findKeySetOfIssuer(tx, set.issuer));
    if (!found || (found.settledAt ?? 0) >= (found.triedAt ?? 0)) return found ?? set;
    await sleep(waitMs);
  }
  return set;
}

/** Asks the address and keeps what came of it; its claim has been taken. */
export async function fetchAnew(ctx: Ctx, ask: AskAddress, set: KeySetRow): Promise<KeySetRow> {
  const outcome = await fetchKeySet(ask, set.url).then(
    (keys) => ({ keys, error: null }),
    (fault: unknown) => ({ keys: null, error: fault instanceof KeySetFault ? fault.message : "It could not be read." }),
  );
  return transaction(ctx, async ({ tx, clock }) => {
    await settleKeySet(tx, set.id, { ...outcome, now: clock.now() });
    return (await findKeySetOfIssuer(tx, set.issuer)) ?? set;
  });
}
