import { type Fact, type FactHandler, type TxCtx } from "../../base/index.ts";
import { applyFact, installationOf, type Change } from "./apply-fact.ts";
import { makeNotices, type NewsInput } from "./make-notices.ts";
import { silentAt } from "./silent-at.ts";
import { restHealth, lockHealth, putHealth, readSubjects, type Subject } from "./store/health.ts";
import { endNotices, endOtherCauses } from "./store/notices.ts";

/** Moves the health of installations on by what happened to them: many facts, a few statements. */
export const followHealth: FactHandler = {
  name: "home.follow-health",
  types: [
    "run.finished",
    "installation.failing",
    "installation.recovered",
    "installation.installed",
    "installation.configured",
    "installation.resumed",
    "installation.upgraded",
    "installation.removed",
  ],
  handle: (ctx, fact) => follow(ctx, [fact]),
  handleAll: follow,
};

async function follow(ctx: TxCtx, facts: readonly Fact[]): Promise<void> {
  const told = facts.filter((fact) => fact.type !== "run.finished" || tells(fact));
  const ids = [...new Set(told.flatMap((fact) => installationOf(fact) ?? []))].toSorted();
  if (ids.length === 0) return;
  const subjects = new Map((await readSubjects(ctx.tx, ids)).map((one) => [one.installationId, one]));
  const rows = await lockHealth(ctx.tx, ids);
  const change: Change = {
    rows: new Map(rows.map((row) => [row.installationId, row])),
    touched: new Set(),
    news: [],
    over: new Map(),
    turned: new Map(),
  };
  for (const fact of told) {
    const subject = subjects.get(installationOf(fact) ?? "");
    if (subject && subject.state !== "removed" && subject.state !== "draft") applyFact(change, fact, subject);
  }
  await forget(
    ctx,
    ids.filter((id) => (subjects.get(id)?.state ?? "removed") === "removed"),
  );
  await keep(ctx, change, subjects);
}

/** Some items done again by themselves tell nothing of the whole. */
const tells = ({ data }: Fact): boolean => data["kind"] === "work" && data["outcome"] !== "cancelled" && data["partial"] !== true;

async function keep(ctx: TxCtx, { rows, touched, news, over, turned }: Change, subjects: ReadonlyMap<string, Subject>): Promise<void> {
  const changed = [...touched].flatMap((id) => rows.get(id) ?? []);
  for (const row of changed)
    row.silentDueAt = row.silentSince === null ? silentAt({ ...row, jitterMs: subjects.get(row.installationId)?.jitterMs ?? 0 }) : null;
  await putHealth(ctx.tx, changed);
  await endNotices(ctx.tx, [...over.keys()], ["failing", "silent"], Math.max(0, ...over.values()));
  await makeNotices(ctx, news);
  await tellTurned(ctx, [...turned.values()]);
}

/** Who fails for another cause than was told needs somebody anew; each cause is told once an episode. */
async function tellTurned(ctx: TxCtx, turned: readonly (NewsInput & { installationId: string; since: number })[]): Promise<void> {
  const untold = new Set(await endOtherCauses(ctx.tx, turned));
  await makeNotices(
    ctx,
    turned.filter(({ installationId }) => untold.has(installationId)),
  );
}

/** Of what was removed nothing is expected any more. */
async function forget(ctx: TxCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await restHealth(ctx.tx, ids);
  await endNotices(ctx.tx, ids, ["failing", "silent", "asks-consent", "covers-more"], ctx.clock.now());
}
