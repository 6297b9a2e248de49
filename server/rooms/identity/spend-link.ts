import { audit, engineCtx, newId, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { makePublisher } from "./create-publisher.ts";
import { hashCredential, newCredential } from "./credentials.ts";
import { doesOpen, type Only } from "./only.ts";
import { provePerson, type Proof } from "./prove-person.ts";
import { insertMembership, insertPerson, insertSession, isEmailTaken, noteSpentBy, spendLinkRow, type LinkRow } from "./store/access.ts";

export interface NewSession {
  secret: string;
  expiresAt: number;
  personId: string;
}

const consoleHours = 12;

export interface JoinInput {
  code: string;
  /** Of somebody who is new here. */
  name?: string | undefined;
  /** Joins as somebody new, whoever is signed in or known by the invitation's e-mail. */
  asNew?: boolean | undefined;
}

/**
 * Spends a one-time link: an invitation's role is given, and the person signed in. `credential`: what the request came with.
 * @throws StoaError gone when spent, expired or unknown; conflict as `acceptLink`
 */
export async function spendLink(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: JoinInput & { credential?: string | undefined },
): Promise<NewSession> {
  return transaction(engineCtx(ctx, "spend-link", ctx.trace), async (inner) => {
    const proven = await provePerson(inner, input.credential);
    const { personId, only } = await acceptLink(inner, input, proven);
    const asPerson: TxCtx = { ...inner, actor: { kind: "person", personId, roles: [] } };
    await audit(asPerson, { verb: "session.start", subject: personId });
    return startConsoleSession(inner, personId, only);
  });
}

/**
 * The person a link is for, once: an invitation's role is given to who is proven, else to somebody new, who may do nothing but what it gives.
 * Its e-mail proves nobody: whoever made the link has read it. Engine scope.
 * @param input.ofProvider whose own provider vouches for them, which spends no link to more than that host or publisher
 * @throws StoaError gone when spent, expired or unknown; forbidden; conflict when its e-mail is that of somebody here who is not proven
 */
export async function acceptLink(inner: TxCtx, input: JoinInput & { ofProvider?: Only }, proven: Proof | undefined): Promise<Proof> {
  const link = await spendLinkRow(inner.tx, hashCredential(input.code), inner.clock.now());
  if (!link) throw new StoaError("gone", { what: "This link has been used or is too old.", fix: "Ask for a new link." });
  const { ofProvider = null } = input;
  if (!doesOpen(ofProvider, link))
    throw new StoaError("forbidden", {
      what: `This link opens more than the ${ofProvider?.kind} whose provider you chose, which can let you into that ${ofProvider?.kind} alone.`,
      fix: "Open the link again, it is not used up, and join without that provider.",
    });
  const joined = link.personId === null ? await whoJoins(inner, link, input, proven) : { personId: link.personId, only: null };
  const { personId } = joined;
  await noteSpentBy(inner.tx, link.id, personId);
  if (link.kind === "invite") await acceptInvite({ ...inner, actor: { kind: "person", personId, roles: [] } }, link, personId);
  return joined;
}

/** A session of the consoles. @param only what it opens, where one's own provider vouched for the person; null: all they may do */
export function startConsoleSession(ctx: TxCtx, personId: string, only: Only): Promise<NewSession> {
  return startSession(ctx, personId, consoleHours * 60, only);
}

async function whoJoins(ctx: TxCtx, link: LinkRow, input: JoinInput, proven: Proof | undefined): Promise<Proof> {
  const email = link.email ?? "";
  if (input.asNew === true) return newPerson(ctx, email, input.name);
  const proof = provesTo(link, proven) ? proven : undefined;
  if (await isEmailTaken(ctx.tx, email, proof?.personId ?? null)) throw knownAlready(email, proof !== undefined);
  return proof ?? newPerson(ctx, email, input.name);
}

function provesTo(link: LinkRow, proven: Proof | undefined): boolean {
  const only = proven?.only;
  return only !== undefined && (only === null || (only.kind === "host" ? link.hostId : link.publisherId) === only.id);
}

async function newPerson(ctx: TxCtx, email: string, name: string | undefined): Promise<Proof> {
  const id = newId(ctx.clock);
  await insertPerson(ctx.tx, { id, email, name: name ?? email.split("@")[0] ?? email, sideId: null, subject: null, now: ctx.clock.now() });
  return { personId: id, only: null };
}

function knownAlready(email: string, signedIn: boolean): StoaError {
  return new StoaError("conflict", {
    what: `This invitation is for ${email}, whom Stoa knows already${signedIn ? ", and you are signed in as somebody else" : ""}.`,
    why: "A link alone lets nobody be somebody who is here already.",
    fix: "Sign in first, then open the link again: it is not spent. If that is not you, or you cannot sign in, join as somebody new.",
  });
}

async function acceptInvite(ctx: TxCtx, link: LinkRow, personId: string): Promise<void> {
  if (link.role === null) throw new StoaError("internal", "An invitation without a role.");
  const row = { id: newId(ctx.clock), personId, role: link.role, now: ctx.clock.now() };
  if (link.publisherName !== null) {
    const publisher = await makePublisher(ctx, { name: link.publisherName, hostId: link.hostId ?? undefined });
    await insertMembership(ctx.tx, { ...row, publisherId: publisher.id });
  } else {
    await insertMembership(ctx.tx, { ...row, hostId: link.hostId ?? undefined, publisherId: link.publisherId ?? undefined });
  }
  await audit(ctx, { verb: "link.accept", subject: link.id, after: { role: link.role } });
}

/** The row of a new session; its secret is returned once and only its hash kept. */
export async function startSession(ctx: TxCtx, personId: string, minutes: number, only: Only = null): Promise<NewSession> {
  const { text, hash } = newCredential("ses");
  const now = ctx.clock.now();
  const expiresAt = now + minutes * 60_000;
  const idOf = (kind: "host" | "publisher"): string | null => (only?.kind === kind ? only.id : null);
  const onlyThese = { onlyHost: idOf("host"), onlyPublisher: idOf("publisher") };
  await insertSession(ctx.tx, { id: newId(ctx.clock), personId, hash, now, expiresAt, ...onlyThese });
  return { secret: text, expiresAt, personId };
}
