import { newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { AccountRefused, askAccount, tryCredential } from "../provider/ask-account.ts";
import { dateChecks, noteCheck, takeChecks, type TakenCheck } from "../store/checks.ts";
import { takeLease } from "../store/leases.ts";
import { AccountUnavailable, freshCredential, type Fresh } from "./fresh-credential.ts";
import { ProviderLooks } from "./provider-looks.ts";
import { lose, refreshConnection } from "./refresh-connection.ts";

const hourMs = 3_600_000;
const together = 20;
/** One provider that answers slowly does not hold up the others. */
const ofEachProvider = 5;
const datedTogether = 500;
/** Each at a moment of its own within this, so that a provider is not asked by all of them at once. */
const dated = { fromMs: 8 * hourMs, withinMs: 12 * hourMs };
/** A process that dies while it asks leaves it to the next. */
const takenMs = 10 * 60_000;
/** One refusal may be a provider's mishap; two, so far apart, are none. */
const confirmMs = 15 * 60_000;
const laterMs = 2 * hourMs;
const looks = new ProviderLooks();

/**
 * Asks providers whether they still take what was connected, where no token is fetched anew so often that it shows by itself: an account that was
 * revoked there stops being `connected` within a day. Engine scope. @returns how many were looked at
 */
export async function checkDue(ctx: Ctx, deps: ConnectDeps): Promise<number> {
  const { dates, due } = await transaction(ctx, async ({ tx, clock }) => {
    const now = clock.now();
    const dates = await dateChecks(tx, { now, ...dated, limit: datedTogether });
    return { dates, due: await takeChecks(tx, { now, againAt: now + takenMs, limit: together, ofEach: ofEachProvider }) };
  });
  const done = await Promise.allSettled(due.map((one) => checkOne(ctx, deps, one)));
  for (const [index, one] of done.entries())
    if (one.status === "rejected")
      ctx.log.warn({ connection: due[index]?.id, err: one.reason as unknown }, "a connection could not be checked; it is tried later");
  return dates + due.length;
}

async function checkOne(ctx: Ctx, deps: ConnectDeps, taken: TakenCheck): Promise<void> {
  const fresh = await readFresh(ctx, deps, taken.id);
  const credentialVersion = fresh?.row.credentialVersion ?? taken.credentialVersion;
  // Of another credential nothing was said yet.
  const refusedAt = credentialVersion === taken.credentialVersion ? taken.refusedAt : null;
  const said = fresh ? hear(ctx, fresh, await ask(ctx, deps, fresh)) : "later";
  if (fresh && typeof said === "object" && refusedAt !== null && (await decide(ctx, deps, fresh, said))) return;
  const next = nextCheck(said, { now: ctx.clock.now(), refusedAt });
  await transaction(ctx, ({ tx }) => noteCheck(tx, { id: taken.id, credentialVersion, ...next }));
}

/** `troubled`: a no, as so many of its provider have just been told. */
type Said = "yes" | "later" | "troubled" | AccountRefused;

/** Whether what it said is a word about this account, beside what its provider says of others. */
function hear(ctx: Ctx, { row, secret, serving }: Fresh, said: Said): Said {
  const refused = typeof said === "object" ? said : undefined;
  // Two owners may describe providers of the same name.
  const provider = `${row.provider} ${serving.app?.definition ? serving.app.id : ""}`;
  const at = ctx.clock.now();
  if (said === "yes" || refused) looks.note(provider, { id: row.id, isRefused: refused !== undefined, at });
  if (!refused) return said;
  if (looks.isTroubled(provider, at)) {
    ctx.log.warn({ connection: row.id, provider: row.provider }, "a provider refuses many accounts together; none is lost for it");
    return "troubled";
  }
  if (refused.plainness === "plain") return refused;
  return refused.plainness === "forbidden" && isRefreshable(serving, secret) ? refused : "later";
}

const isRefreshable = ({ definition }: Fresh["serving"], secret: Fresh["secret"]): boolean =>
  definition.kind === "client-credentials" || secret["refresh_token"] !== undefined;

function nextCheck(
  said: Said,
  { now, refusedAt }: { now: number; refusedAt: number | null },
): Pick<TakenCheck, "refusedAt"> & { dueAt: number } {
  if (said === "yes") return { dueAt: now + dated.fromMs + Math.random() * dated.withinMs, refusedAt: null };
  if (said === "troubled") return { dueAt: now + laterMs * (0.75 + Math.random() / 2), refusedAt: null };
  if (said === "later") return { dueAt: now + laterMs * (0.75 + Math.random() / 2), refusedAt };
  return { dueAt: now + confirmMs, refusedAt: now };
}

/** Undefined when it was lost or ended meanwhile, or cannot be had now: then its own cool-down has it. */
async function readFresh(ctx: Ctx, deps: ConnectDeps, connectionId: string): Promise<Fresh | undefined> {
  try {
    return await freshCredential(ctx, deps, { connectionId });
  } catch (error) {
    if (error instanceof AccountUnavailable) return undefined;
    ctx.log.warn({ connection: connectionId, err: error }, "a connection could not be checked; it is tried later");
    return undefined;
  }
}

/** Its no; `later` when it said nothing of the account; `yes` too where its description has nothing to ask. */
async function ask(ctx: Ctx, deps: ConnectDeps, { row, serving, secret }: Fresh): Promise<Said> {
  const { definition } = serving;
  const values = { ...row.fields, ...secret };
  try {
    if (definition.test) await tryCredential(deps, definition, values);
    else if (definition.account?.from === "call") await askAccount(deps, definition, values, undefined);
    return "yes";
  } catch (error) {
    if (error instanceof AccountRefused) return error;
    if (!(error instanceof StoaError))
      ctx.log.warn({ connection: row.id, err: error }, "a connection could not be checked; it is tried later");
    return "later";
  }
}

/**
 * Refused twice. Where there is a way to a next token its fetching decides: an access token may end early, by its provider's policy, and the account be as good
 * as before. Without one it is lost: once, whoever else finds out. @returns whether that has dated the next asking, or needs none
 */
async function decide(ctx: Ctx, deps: ConnectDeps, { row, serving, secret }: Fresh, refused: AccountRefused): Promise<boolean> {
  if (isRefreshable(serving, secret)) return ["refreshed", "lost"].includes(await refreshConnection(ctx, deps, row));
  const { id, credentialVersion } = row;
  const leaseId = newId(ctx.clock);
  const leased = await transaction(ctx, ({ tx }) => takeLease(tx, { id, leaseId, credentialVersion, leaseMs: deps.leaseMs }));
  if (leased) await lose(ctx, row, leaseId, refused.message);
  return true;
}
