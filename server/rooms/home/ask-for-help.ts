import { showId } from "@stoa/contract";
import { audit, engineCtx, newId, notFound, requireRole, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { MailServer } from "../../base/mail/index.ts";
import { loadRunnables } from "../installs/index.ts";
import { createMasker, readSecrets } from "../trust/index.ts";
import { readSelf } from "./read-self.ts";
import { countAsked, findHelpTarget, insertHelp, type HelpTarget } from "./store/help.ts";
import { insertMails } from "./store/mails.ts";

export interface AskInput {
  runId: string;
  words?: string | undefined;
  /** The log goes with it. */
  withLog: boolean;
}

export interface HelpDeps {
  publicUrl: string;
  /** The operator's mail server; undefined where there is none. */
  mailServer: (ctx: Ctx) => Promise<MailServer | undefined>;
}

const dayMs = 86_400_000;
const mostOfInstallation = 5;
const mostOfCustomer = 20;

/**
 * Keeps a question for a listing's publisher: a run's sentence as the person who asks read it, its address, what they add. Where the support address is one of mail, it goes
 * there too, with the run's log when wished; without a mail server that waits for one. @throws StoaError forbidden, not_found, rate_limited
 */
export async function askForHelp(ctx: Ctx, deps: HelpDeps, input: AskInput): Promise<{ helpId: string }> {
  const customerId = customerOf(ctx);
  requireRole(ctx, "customer_owner", "customer_configurer");
  const person = await readSelf(ctx);
  const hide = await openMasker(ctx, input.runId);
  return transaction(ctx, async (inner) => {
    const target = await requireTarget(inner, customerId, input.runId);
    await requireFew(inner, target);
    const asked = {
      ...input,
      words: hide(input.words ?? "").trim(),
      sentence: hide(target.sentence),
    };
    const id = newId(inner.clock);
    const mailId = isMailAddress(target.support) ? newId(inner.clock) : null;
    const replyTo = person?.email ?? null;
    if (mailId !== null) await insertQuestion(inner, target, asked, { id: mailId, replyTo, publicUrl: deps.publicUrl });
    const by = { personId: person?.personId ?? null, askedBy: person?.name ?? "A program" };
    await insertHelp(inner.tx, { ...target, ...asked, ...by, id, mailId, address: target.support, at: inner.clock.now() });
    const after = { runId: input.runId, to: target.support, withLog: input.withLog };
    await audit(inner, {
      verb: "help.ask",
      subject: target.installationId,
      sideId: target.sideId,
      customerId,
      publisherId: target.publisherId,
      after,
    });
    return { helpId: id };
  });
}

type Asked = AskInput & { words: string; sentence: string };

/** Lays a question ready for the mail. */
async function insertQuestion(
  { tx, clock }: TxCtx,
  target: HelpTarget,
  asked: Asked,
  { id, replyTo, publicUrl }: { id: string; replyTo: string | null; publicUrl: string },
): Promise<void> {
  const { sideId, customerId, support } = target;
  const told = write(target, asked, { publicUrl, answers: replyTo !== null });
  const logRunId = asked.withLog ? asked.runId : null;
  await insertMails(
    tx,
    [{ id, sideId, customerId, personId: null, address: support, replyTo, ...told, logRunId, unsubscribes: false }],
    clock.now(),
  );
}

export function customerOf({ scope }: Ctx): string {
  if (scope.kind === "customer") return scope.customerId;
  throw new StoaError("forbidden", { what: "This is its customer's.", fix: "Use an address below /v1/customers/." });
}

/** @throws StoaError not_found */
export async function requireTarget(ctx: TxCtx, customerId: string, runId: string): Promise<HelpTarget> {
  const target = await findHelpTarget(ctx.tx, customerId, runId);
  if (!target) throw notFound("ended run");
  return target;
}

export const isMailAddress = (support: string): boolean => support.includes("@") && !support.startsWith("https:");

async function requireFew(ctx: TxCtx, { customerId, installationId }: HelpTarget): Promise<void> {
  const asked = await countAsked(ctx.tx, { customerId, installationId, since: ctx.clock.now() - dayMs });
  if ((asked?.installation ?? 0) < mostOfInstallation && (asked?.customer ?? 0) < mostOfCustomer) return;
  throw new StoaError("rate_limited", {
    what: `Help was asked ${mostOfInstallation} times for this installation, or ${mostOfCustomer} times in all, within a day.`,
    fix: "Wait for an answer, or write to the support address yourself.",
  });
}

/** Hides what is secret in what people type, in every spelling. */
async function openMasker(ctx: Ctx, runId: string): Promise<(text: string) => string> {
  const target = await transaction(ctx, (inner) => requireTarget(inner, customerOf(ctx), runId));
  const engine = engineCtx(ctx, "help", ctx.trace);
  const values = await transaction(engine, async (inner) => {
    const ids = (await loadRunnables(inner, [target.installationId])).flatMap(({ secretIds }) => Object.values(secretIds));
    return ids.length === 0 ? [] : [...(await readSecrets(inner, ids)).values()];
  });
  return createMasker(values).text;
}

function write(
  { title, publisherId }: HelpTarget,
  { runId, sentence, words, withLog }: { runId: string; sentence: string; words: string; withLog: boolean },
  { publicUrl, answers }: { publicUrl: string; answers: boolean },
): { subject: string; body: string } {
  const run = showId("run", runId);
  const lines = [
    `A customer of ${title} asks for help with a run.`,
    `What it says: ${sentence}`,
    ...(words === "" ? [] : [`They write:\n\n${words}`]),
    `The run, for who signs in as its publisher:\n${publicUrl}/publishers/${showId("publisher", publisherId)}/runs/${run}`,
    withLog ? "Its log is attached; secrets in it are hidden." : "They did not send the log along.",
    answers ? "Answer this mail, and it reaches them; or answer there." : "They left no address: answer there.",
  ];
  return { subject: `Help with ${title} (${run.slice(-6)})`, body: `${lines.join("\n\n")}\n` };
}
