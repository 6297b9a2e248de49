import { emitFacts, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import type { AskAddress } from "../fetch-key-set.ts";
import { findHolder, findRival, holdDomain, settleDomain, type DomainChange, type DomainRow } from "../store/domains.ts";
import { addressOf } from "./domain-address.ts";
import { findLeadFault } from "./find-lead.ts";
import { findProof, type AskTexts, type Problem, type Proof } from "./find-proof.ts";
import { stateOf } from "./states.ts";

/** Whom a look asks. */
export interface DomainAsk {
  texts: AskTexts;
  address: AskAddress;
  publicUrl: string;
}

const minute = 60_000;
const day = 1_440 * minute;
/** Whose name has not led here for so long may have lost it: links lead there no more. */
const lostMs = 3 * day;

type Found = Omit<DomainChange, "dueAt">;

/**
 * Engine: looks whether a name's record is there, and whether requests to the name come here, and keeps what it found. What was proven once is served
 * on whatever a look finds, only who proves the name instead takes it away; links lead there until no look found it here for days. @returns undefined when it was removed meanwhile
 */
export async function lookAtDomain(ctx: Ctx, ask: DomainAsk, row: DomainRow): Promise<DomainRow | undefined> {
  const proof = await findProof(ask.texts, row);
  if (proof.kind === "there" && row.provenAt === null) await lookAtHolder(ctx, ask, row);
  const after = await settle(ctx, row, (inner, before) => judgeProof(inner, before, proof));
  if (!after || after.provenAt === null || proof.kind !== "there") return after;
  const fault = await findLeadFault(ask.address, addressOf(ask.publicUrl, row.name), row.proof);
  return settle(ctx, after, (inner, before) => judgeLead(before, fault, inner.clock.now()));
}

/** Whoever serves the name has lost it when its own record is gone: who sets another need not wait until that is seen. */
async function lookAtHolder(ctx: Ctx, ask: DomainAsk, row: DomainRow): Promise<void> {
  const holder = await transaction(ctx, ({ tx }) => findHolder(tx, row.id, row.name));
  if (!holder) return;
  const proof = await findProof(ask.texts, holder);
  if (proof.kind === "missing") await settle(ctx, holder, (inner, before) => judgeProof(inner, before, proof));
}

async function settle(
  ctx: Ctx,
  { id, name }: DomainRow,
  judge: (inner: TxCtx, before: DomainRow) => Found | Promise<Found>,
): Promise<DomainRow | undefined> {
  return transaction(ctx, async (inner) => {
    const before = await holdDomain(inner.tx, id, name);
    return before && keep(inner, before, await judge(inner, before));
  });
}

async function keep(ctx: TxCtx, before: DomainRow, found: Found): Promise<DomainRow | undefined> {
  const now = ctx.clock.now();
  const after = await settleDomain(ctx.tx, before.id, { ...found, dueAt: now + restOf({ ...before, ...found }, now) }, now);
  if (after && stateOf(after) !== stateOf(before))
    await emitFacts(ctx, [
      {
        type: "domain.changed",
        sideId: after.sideId,
        subject: after.id,
        subjectVersion: after.version,
        data: { state: stateOf(after) },
      },
    ]);
  return after;
}

/**
 * What somebody is just setting up is looked at often, and so is a name that just led here: a fault that passes is soon over. Frames stand at live names,
 * so each is looked at within the hour, each at a rest of its own so that they spread.
 */
function restOf(row: DomainRow, now: number): number {
  const isNew = now - row.createdAt < day;
  switch (stateOf(row)) {
    case "waiting":
    case "proven":
      if (isNew) return 5 * minute;
      return (row.ledAt === null ? 360 : 30) * minute;
    case "failing":
      return 30 * minute;
    case "live":
      if (row.problem === null) return (60 - spreadOf(row.id)) * minute;
      return (now - (row.ledAt ?? 0) < 180 * minute ? 5 : 30) * minute;
  }
}

/** Up to ten, by the end of an id, which is drawn. */
const spreadOf = (id: string): number => (parseInt(id.slice(-4), 16) / 0x1_0000) * 10;

async function judgeProof(ctx: TxCtx, before: DomainRow, proof: Proof): Promise<Found> {
  const now = ctx.clock.now();
  if (proof.kind !== "there") {
    const failingAt = proof.kind === "missing" && before.provenAt !== null ? (before.failingAt ?? now) : before.failingAt;
    return endLead({ ...before, failingAt, ...said(proof.problem) }, now);
  }
  const rival = before.provenAt === null ? await findRival(ctx.tx, before.id, before.name) : undefined;
  if (rival && rival.failingAt === null) return { ...before, ...said(heldBy(before.name)) };
  if (rival) await keep(ctx, rival, { provenAt: null, leadsAt: null, ledAt: null, failingAt: null, ...said(lostTo(before.name)) });
  // Whether it leads here is asked next; until then what was wrong there still stands.
  const kept = before.provenAt === null || before.failingAt !== null ? said(undefined) : { problem: before.problem, fix: before.fix };
  return { ...before, provenAt: before.provenAt ?? now, failingAt: null, ...kept };
}

function judgeLead(before: DomainRow, fault: Problem | undefined, now: number): Found {
  if (fault) return endLead({ ...before, ...said(fault) }, now);
  return { ...before, leadsAt: before.leadsAt ?? now, ledAt: now, ...said(undefined) };
}

/** Serving goes on; that links lead elsewhere now is said beside what is wrong. */
function endLead(found: Found, now: number): Found {
  if (found.ledAt === null || now - found.ledAt <= lostMs) return found;
  const problem = `${found.problem ?? ""} Links in mails and ways back from providers lead to the deployment's address meanwhile.`.trim();
  return { ...found, leadsAt: null, problem };
}

function said(problem: Problem | undefined): { problem: string | null; fix: string | null } {
  return { problem: problem?.what ?? null, fix: problem?.fix ?? null };
}

const heldBy = (name: string): Problem => ({
  what: `${name} serves another side of this deployment.`,
  fix: "If it is yours to give, take the other side's TXT record away: yours takes its place at the next look.",
});

const lostTo = (name: string): Problem => ({
  what: `${name} was proven for another side of this deployment after its record here was gone.`,
  fix: "If that was not you, see who manages your DNS. To have it back, take the other record away and set this one.",
});
