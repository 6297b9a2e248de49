import { readId, showId, type CustomerHealthView, type FailureClass } from "@stoa/contract";
import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { moment, momentOrNull } from "./show.ts";
import * as store from "./store/customer-health.ts";
import { failureDays, showHealth } from "./list-customer-health.ts";
import { dayMs, dayOf, hostsSide } from "./side.ts";

const days = 30;

/** How one customer's installations fare, day by day, and what fails. @throws StoaError forbidden, not_found */
export async function showCustomerHealth(ctx: Ctx, input: { ref: string }): Promise<CustomerHealthView> {
  const sideId = hostsSide(ctx);
  const now = ctx.clock.now();
  return transaction(ctx, async ({ tx }) => {
    const known = await store.findCustomerId(tx, sideId, { externalRef: input.ref, id: readId("customer", input.ref) });
    if (!known) throw notFound("customer");
    const of = { sideId, customerId: known.id };
    const row = await store.findHealthOf(tx, { ...of, since: dayOf(now - (failureDays - 1) * dayMs) });
    if (!row) throw notFound("customer");
    const sums = await store.listResultDays(tx, { ...of, since: dayOf(now - (days - 1) * dayMs) });
    const installations = await store.listInstallationHealth(tx, of);
    const people = await store.countPeople(tx, known.id);
    const signIns = await store.listSignIns(tx, of);
    return {
      customer: showHealth(row),
      people: people?.people ?? 0,
      days,
      installations: installations.map((one) => showInstallation(one, sums, now)),
      failures: sumFailures(sums),
      signIns: signIns.map(({ provider, since }) => ({ provider, since: momentOrNull(since) })),
    };
  });
}

function showInstallation(
  row: store.InstallationHealthRow,
  sums: readonly store.ResultDay[],
  now: number,
): CustomerHealthView["installations"][number] {
  const own = sums.filter(({ installationId }) => installationId === row.id);
  return {
    id: showId("installation", row.id),
    name: row.name,
    listingId: showId("listing", row.listingId),
    title: row.title,
    state: row.state,
    health: row.health,
    lastRunId: row.lastRunId === null ? null : showId("run", row.lastRunId),
    lastRunAt: row.lastRunAt === null ? null : moment(row.lastRunAt),
    lastSuccessAt: momentOrNull(row.wellAt),
    failingSince: momentOrNull(row.failingSince),
    days: Array.from({ length: days }, (_, index) => dayOf(now - (days - 1 - index) * dayMs)).map((day) => ({
      day,
      succeeded: sumOf(own, day, (result) => result === "succeeded"),
      failed: sumOf(own, day, isFailure),
    })),
  };
}

const isFailure = (result: string): boolean => result !== "succeeded" && result !== "cancelled";

function sumOf(sums: readonly store.ResultDay[], day: string, wanted: (result: string) => boolean): number {
  return sums.reduce((sum, row) => sum + (row.day === day && wanted(row.result) ? row.runs : 0), 0);
}

function sumFailures(sums: readonly store.ResultDay[]): CustomerHealthView["failures"] {
  const classes = new Map<string, { runs: number; lastDay: string }>();
  for (const { result, runs, day } of sums.filter((row) => isFailure(row.result)))
    classes.set(result, { runs: (classes.get(result)?.runs ?? 0) + runs, lastDay: day });
  return [...classes].map(([name, sum]) => ({ class: name as FailureClass, ...sum })).toSorted((a, b) => b.runs - a.runs);
}
