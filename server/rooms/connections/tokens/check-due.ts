import { newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { AccountRefused, askAccount, tryCredential } from "../provider/ask-account.ts";
import { dateChecks, noteCheck, takeChecks, type TakenCheck } from "../store/checks.ts";
import { takeLease } from "../store/leases.ts";
import { AccountUnavailable, freshCredential, type Fresh } from "./fresh-credential.ts";
import { lose } from "./refresh-connection.ts";

const hourMs = 3_600_000;
const together = 20;
const datedTogether = 500;
/** Each at a moment of its own within this, so that a provider is not asked by all of them at once. */
const dated = { fromMs: 8 * hourMs, withinMs: 12 * hourMs };
/** A process that dies while it asks leaves it to the next. */
const takenMs = 10 * 60_000;
/** One refusal may be a provider's mishap; two, so far apart, are none. */
const confirmMs = 15 * 60_000;
const laterMs = 2 * hourMs;

/**
 * Asks providers whether they still take what was connected, where no token is fetched anew so often that it shows by itself: an account that was
 * revoked there stops being `connected` within a day. Engine scope. @returns how many were looked at
 */
export async function checkDue(ctx: Ctx, deps: ConnectDeps): Promise<number> {
  const { dates, due } = await transaction(ctx, async ({ tx, clock }) => {
    const now = clock.now();
    const dates = await dateChecks(tx, { now, ...dated, limit: datedTogether });
    return { dates, due: await takeChecks(tx, { now, againAt: now + takenMs, limit: together }) };
  });
  await Promise.all(due.map((one) => checkOne(ctx, deps, one)));
  return dates + due.length;
}

async function checkOne(ctx: Ctx, deps: ConnectDeps, taken: TakenCheck): Promise<void> {
  const fresh = await readFresh(ctx, deps, taken.id);
  const credentialVersion = fresh?.row.credentialVersion ?? taken.credentialVersion;
  // Of another credential nothing was said yet.
  const refusedAt = credentialVersion === taken.credentialVersion ? taken.refusedAt : null;
  const said = fresh ? await ask(ctx, deps, fresh) : "later";
  if (fresh && typeof said === "object" && refusedAt !== null) return loseIt(ctx, deps, fresh, said);
  const next = nextCheck(said, { now: ctx.clock.now(), refusedAt });
  await transaction(ctx, ({ tx }) => noteCheck(tx, { id: taken.id, credentialVersion, ...next }));
}

type Said = "yes" | "later" | AccountRefused;

function nextCheck(
  said: Said,
  { now, refusedAt }: { now: number; refusedAt: number | null },
): Pick<TakenCheck, "refusedAt"> & { dueAt: number } {
  if (said === "yes") return { dueAt: now + dated.fromMs + Math.random() * dated.withinMs, refusedAt: null };
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

/** As when a token is refused: once, whoever else finds out. */
async function loseIt(ctx: Ctx, deps: ConnectDeps, { row }: Fresh, refused: AccountRefused): Promise<void> {
  const { id, credentialVersion } = row;
  const leaseId = newId(ctx.clock);
  const leased = await transaction(ctx, ({ tx }) => takeLease(tx, { id, leaseId, credentialVersion, leaseMs: deps.leaseMs }));
  if (leased) await lose(ctx, row, leaseId, refused.message);
}
