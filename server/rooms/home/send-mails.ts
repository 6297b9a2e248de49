import { showId } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { judgeTry, sendingBatch, sendingLeaseMs, sendMail, type MailServer } from "../../base/mail/index.ts";
import { faultText } from "../alerts/index.ts";
import { readSideFaces, type SideFace } from "../identity/index.ts";
import { unsubscribeCode } from "./unsubscribe-code.ts";
import { claimMails, endStale, settleMail, type DueMail } from "./store/mails.ts";

export interface MailDeps {
  publicUrl: string;
  mailServer: (ctx: Ctx) => Promise<MailServer | undefined>;
  /** The end of a run's log, as it is kept: hidden parts hidden. */
  readLog: (ctx: Ctx, runId: string) => Promise<Buffer>;
}

interface PostDeps extends MailDeps {
  face: SideFace;
}

const staleMs = 86_400_000;
const staleBatch = 1_000;

/**
 * Engine verb. Sends mails that are due: each is claimed before it is sent and settled after, so it is sent at least once, under one id, and
 * never again once taken. Without a mail server they wait, notices a day at most. @returns how many were tried
 */
export async function sendMails(ctx: Ctx, deps: MailDeps): Promise<number> {
  const engine = engineCtx(ctx, "mails", ctx.trace);
  while ((await transaction(engine, ({ tx, clock }) => endStale(tx, clock.now() - staleMs, staleBatch))) === staleBatch);
  const server = await deps.mailServer(engine);
  if (!server) return 0;
  const due = await transaction(engine, ({ tx, clock }) =>
    claimMails(tx, { now: clock.now(), leaseMs: sendingLeaseMs, limit: sendingBatch }),
  );
  const sides = due.map(({ sideId }) => sideId);
  const faceOf = await transaction(engine, ({ tx }) => readSideFaces(tx, deps.publicUrl, sides));
  await Promise.all(due.map((mail) => sendOne(engine, { ...deps, face: faceOf(mail.sideId) }, server, mail)));
  return due.length;
}

async function sendOne(ctx: Ctx, deps: PostDeps, server: MailServer, mail: DueMail): Promise<void> {
  const error = await post(ctx, deps, server, mail).catch((fault: unknown) => faultText(fault));
  const settled = judgeTry(mail, error, ctx.clock.now());
  await transaction(ctx, ({ tx }) => settleMail(tx, { id: mail.id, ...settled }));
  if (error !== undefined) ctx.log.warn({ mail: mail.id, attempt: mail.attempts, error }, "a mail was not taken");
}

/** Help that was asked for goes without its log rather than not at all. */
function sayUnread(ctx: Ctx, mail: string, fault: unknown): null {
  ctx.log.warn({ mail, error: faultText(fault) }, "the log of a mail could not be read");
  return null;
}

/** What goes to a publisher is answered to whoever asked, or on its page; the rest to the host. */
const answersTo = ({ replyTo, personId }: DueMail, { support }: SideFace): string | undefined =>
  replyTo ?? (personId === null ? undefined : (support ?? undefined));

async function post(ctx: Ctx, { readLog, face }: PostDeps, server: MailServer, mail: DueMail): Promise<undefined> {
  const { logRunId, customerId, personId } = mail;
  const ends =
    mail.unsubscribes && personId !== null && ctx.keys
      ? `<${face.address}/unsubscribe#${unsubscribeCode(ctx.keys, { customerId, personId })}>`
      : undefined;
  const log = logRunId === null ? undefined : await readLog(ctx, logRunId).catch((fault: unknown) => sayUnread(ctx, mail.id, fault));
  await sendMail(server, {
    to: mail.address,
    fromName: face.name,
    subject: mail.test ? `[Test] ${mail.subject}` : mail.subject,
    text: log === null ? `${mail.body}\n\nThe log was to go with this and could not be read: ask on the run's page.` : mail.body,
    id: showId("mail", mail.id),
    ...(ends === undefined ? {} : { headers: { "List-Unsubscribe": ends } }),
    replyTo: answersTo(mail, face),
    ...(log && logRunId !== null ? { attachments: [{ filename: `${showId("run", logRunId)}.log`, content: log }] } : {}),
  });
  return undefined;
}
