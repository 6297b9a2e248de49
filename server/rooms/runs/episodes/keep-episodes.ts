import { emitFacts, type Fact, type FactHandler, type FactInput, type TxCtx } from "../../../base/index.ts";
import {
  addFailing,
  dropFailing,
  findFailing,
  hasLaterRun,
  readEpisodeSubjects,
  type EpisodeSubject,
  type FailingRow,
} from "../store/failing.ts";

/**
 * Says when an installation begins to fail and when it recovered, once an episode, for every room: what its whole runs say, nothing of probes, of what
 * was cancelled, and of some items done again.
 */
export const keepEpisodes: FactHandler = {
  name: "runs.keep-episodes",
  types: ["run.finished", "installation.removed"],
  handle: async (ctx, fact, isLate) => {
    if (!isLate || !(await isOvertaken(ctx, fact))) await keep(ctx, [fact]);
  },
  handleAll: keep,
};

async function keep(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const told = facts.filter(({ type, data }) => type === "installation.removed" || isWhole(data));
  const ids = [...new Set(told.flatMap((fact) => installationOf(fact) ?? []))].toSorted();
  if (ids.length === 0) return;
  const before = await findFailing(ctx.tx, ids);
  const turns = turnsOf(told, before);
  if (turns.length === 0) return;
  const last = new Map(turns.map((turn) => [turn.installationId, turn]));
  await dropFailing(
    ctx.tx,
    [...before].filter((id) => last.get(id) !== undefined),
  );
  const moved = turns.filter(({ to }) => to !== "removed").map(({ installationId }) => installationId);
  const subjects = new Map((moved.length === 0 ? [] : await readEpisodeSubjects(ctx.tx, moved)).map((one) => [one.id, one]));
  await addFailing(
    ctx.tx,
    [...last.values()].flatMap((turn) => (turn.to === "failing" && subjects.has(turn.installationId) ? (rowOf(turn) ?? []) : [])),
  );
  await emitFacts(
    ctx,
    turns.flatMap((turn) => factOf(turn, subjects.get(turn.installationId)) ?? []),
  );
}

/** A run that is heard of after later ones says nothing any more of how its installation fares. */
async function isOvertaken({ tx }: TxCtx, fact: Fact): Promise<boolean> {
  const installationId = installationOf(fact);
  return fact.type === "run.finished" && installationId !== undefined && hasLaterRun(tx, installationId, fact.subject);
}

interface Turn {
  to: "failing" | "recovered" | "removed";
  installationId: string;
  fact: Fact;
}

/** Of runs that ended: the first that failed after one that worked, and the first that worked after one that failed. */
function turnsOf(facts: readonly Fact[], before: ReadonlySet<string>): Turn[] {
  const failing = new Set(before);
  return facts.flatMap((fact): Turn[] => {
    const installationId = installationOf(fact) ?? "";
    const fails = fact.data["outcome"] === "failed";
    if (fails === failing.has(installationId)) return [];
    if (fails) failing.add(installationId);
    else failing.delete(installationId);
    return [{ to: fact.type === "installation.removed" ? "removed" : fails ? "failing" : "recovered", installationId, fact }];
  });
}

const isWhole = (data: Fact["data"]): boolean => data["kind"] === "work" && data["outcome"] !== "cancelled" && data["partial"] !== true;

function installationOf({ type, subject, data }: Fact): string | undefined {
  if (type !== "run.finished") return subject;
  return typeof data["installationId"] === "string" ? data["installationId"] : undefined;
}

function rowOf({ installationId, fact: { subject, at, sideId, customerId, publisherId } }: Turn): FailingRow | undefined {
  if (sideId === null || customerId === null || publisherId === null) return undefined;
  return { installationId, sideId, customerId, publisherId, runId: subject, since: at };
}

function factOf({ to, installationId, fact }: Turn, subject: EpisodeSubject | undefined): FactInput | undefined {
  if (to === "removed" || !subject) return undefined;
  const { sideId, customerId, publisherId, data } = fact;
  const { integrationId, failureClass = null } = data;
  return {
    type: `installation.${to}`,
    sideId,
    customerId,
    publisherId,
    subject: installationId,
    subjectVersion: subject.version,
    data: { runId: fact.subject, at: fact.at, failureClass, integrationId, listingId: subject.listingId },
  };
}
