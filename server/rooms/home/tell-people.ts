import { dailyMailHour } from "@stoa/contract";
import { engineCtx, newId, StoaError, transaction, type Ctx, type KeyRing, type TxCtx } from "../../base/index.ts";
import { readSideFaces, type SideFace } from "../identity/index.ts";
import { foldFlaps } from "./fold-flaps.ts";
import { writeMail } from "./mail-words.ts";
import { countMailed, insertMails, type NewMail } from "./store/mails.ts";
import { listRecipients, listSince, planDigest, takeDigests, takeUntold, type Recipient, type ToldNotice } from "./store/readers.ts";
import { unsubscribeCode } from "./unsubscribe-code.ts";

const batch = 100;
const dayMs = 86_400_000;
const mostInDigest = 100;
/** Mails at once to one person within a day; what comes then is gathered. */
const mostAtOnce = 20;

/**
 * Engine verb. Hands notices on to the mail of the people who can do something, each once, at once or kept for their daily mail; and makes daily
 * mails that are due. @returns how many notices and digests were taken
 */
export function tellPeople(ctx: Ctx, { publicUrl }: { publicUrl: string }): Promise<number> {
  const { keys } = ctx;
  if (!keys) throw new StoaError("key_missing", "This process has no deployment key.");
  return transaction(engineCtx(ctx, "telling", ctx.trace), async (inner) => {
    const links = { publicUrl, keys };
    const now = inner.clock.now();
    const notices = await takeUntold(inner.tx, now, batch);
    await tellNow(
      inner,
      { ...links, now },
      notices.filter(({ at }) => at > now - dayMs),
    );
    const digests = await takeDigests(inner.tx, now, batch);
    const faceOf = await readSideFaces(
      inner.tx,
      publicUrl,
      digests.map(({ sideId }) => sideId),
    );
    for (const digest of digests) await tellDay(inner, { ...links, faceOf }, digest);
    return notices.length + digests.length;
  });
}

interface Links {
  /** In whose name people of a side are told, and where they are led to. */
  faceOf: (sideId: string) => SideFace;
  keys: KeyRing;
}

/** `now` is the moment they were taken: a daily mail begins with those. */
async function tellNow(
  ctx: TxCtx,
  { publicUrl, keys, now }: { publicUrl: string; keys: KeyRing; now: number },
  notices: readonly ToldNotice[],
): Promise<void> {
  if (notices.length === 0) return;
  const customerIds = [...new Set(notices.map(({ customerId }) => customerId))];
  const recipients = await listRecipients(ctx.tx, customerIds, now);
  const mailed = await countMailed(ctx.tx, customerIds, now - dayMs);
  const faceOf = await readSideFaces(
    ctx.tx,
    publicUrl,
    recipients.map(({ sideId }) => sideId),
  );
  const links: Links = { faceOf, keys };
  const mails: NewMail[] = [];
  for (const one of recipients) {
    const heard = foldFlaps(notices.filter((notice) => hears(one, notice)));
    if (heard.length === 0) continue;
    const left = mostAtOnce - (mailed.get(`${one.customerId} ${one.personId}`) ?? 0);
    if (one.mail === "daily" || one.gathers || left <= 0) await planDigest(ctx.tx, one, { dueAt: nextDigest(now), since: now });
    else if (heard.length > left) mails.push(mailOf(ctx, links, one, heard));
    else mails.push(...heard.map((notice) => mailOf(ctx, links, one, [notice])));
  }
  await insertMails(ctx.tx, mails, now);
}

async function tellDay(ctx: TxCtx, links: Links, one: Recipient & { since: number }): Promise<void> {
  const found = await listSince(ctx.tx, one, one.since, mostInDigest + 1);
  const notices = foldFlaps(found);
  // What was found tells whether there is more: what is folded may be fewer.
  if (notices.length > 0) await insertMails(ctx.tx, [mailOf(ctx, links, one, notices, found.length > mostInDigest)], ctx.clock.now());
}

function hears({ customerId, muted }: Recipient, notice: ToldNotice): boolean {
  return notice.customerId === customerId && (notice.installationId === null || !muted.includes(notice.installationId));
}

function nextDigest(now: number): number {
  const today = Math.floor(now / dayMs) * dayMs + dailyMailHour * 3_600_000;
  return today > now ? today : today + dayMs;
}

function mailOf(
  ctx: TxCtx,
  { faceOf, keys }: Links,
  one: Recipient,
  notices: readonly ToldNotice[],
  more = notices.length > mostInDigest,
): NewMail {
  const { customerId, personId, sideId, email, language } = one;
  const written = writeMail(notices.slice(0, mostInDigest), language, {
    ...faceOf(sideId),
    code: unsubscribeCode(keys, one),
    more,
  });
  const plain = { replyTo: null, logRunId: null, unsubscribes: true };
  return { id: newId(ctx.clock), sideId, customerId, personId, address: email, ...written, ...plain };
}
