import { audit, engineCtx, newId, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { makePublisher } from "./create-publisher.ts";
import { hashCredential, newCredential } from "./credentials.ts";
import {
  findPersonByEmail,
  insertMembership,
  insertPerson,
  insertSession,
  noteSpentBy,
  spendLinkRow,
  type LinkRow,
} from "./store/access.ts";

export interface NewSession {
  secret: string;
  expiresAt: number;
  personId: string;
}

const consoleHours = 12;

/** Spends a one-time link: an invitation's role is given, and the person signed in. @throws StoaError gone when spent, expired or unknown */
export async function spendLink(
  ctx: Pick<Ctx, "db" | "clock" | "log" | "trace">,
  input: { code: string; name?: string | undefined },
): Promise<NewSession> {
  return transaction(engineCtx(ctx, "spend-link", ctx.trace), async (inner) => {
    const personId = await acceptLink(inner, input);
    const asPerson: TxCtx = { ...inner, actor: { kind: "person", personId, roles: [] } };
    await audit(asPerson, { verb: "session.start", subject: personId });
    return startConsoleSession(inner, personId, null);
  });
}

/** The person a link is for, once: an invitation's role is given. @throws StoaError gone when spent, expired or unknown */
export async function acceptLink(inner: TxCtx, input: { code: string; name?: string | undefined }): Promise<string> {
  const link = await spendLinkRow(inner.tx, hashCredential(input.code), inner.clock.now());
  if (!link) throw new StoaError("gone", { what: "This link has been used or is too old.", fix: "Ask for a new link." });
  const personId = link.personId ?? (await personOf(inner, link, input.name));
  await noteSpentBy(inner.tx, link.id, personId);
  if (link.kind === "invite") await acceptInvite({ ...inner, actor: { kind: "person", personId, roles: [] } }, link, personId);
  return personId;
}

/** A session of the consoles. @param onlyHost the one host it opens, where that host's own provider vouched for the person; null: all they may do */
export function startConsoleSession(ctx: TxCtx, personId: string, onlyHost: string | null): Promise<NewSession> {
  return startSession(ctx, personId, consoleHours * 60, onlyHost);
}

async function personOf(ctx: TxCtx, link: LinkRow, name: string | undefined): Promise<string> {
  const email = link.email ?? "";
  const found = await findPersonByEmail(ctx.tx, email);
  if (found) return found.id;
  const id = newId(ctx.clock);
  await insertPerson(ctx.tx, { id, email, name: name ?? email.split("@")[0] ?? email, sideId: null, subject: null, now: ctx.clock.now() });
  return id;
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
export async function startSession(ctx: TxCtx, personId: string, minutes: number, onlyHost: string | null = null): Promise<NewSession> {
  const { text, hash } = newCredential("ses");
  const now = ctx.clock.now();
  const expiresAt = now + minutes * 60_000;
  await insertSession(ctx.tx, { id: newId(ctx.clock), personId, hash, now, expiresAt, onlyHost });
  return { secret: text, expiresAt, personId };
}
