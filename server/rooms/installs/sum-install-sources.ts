import { installSources, showId, type InstallSourceList } from "@stoa/contract";
import { firstIdOf, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { sumSources, type SourceRow } from "./store/sources.ts";

const weekMs = 7 * 86_400_000;

/** How customers came to install each listing in so many weeks, for its host, its publisher or the operator. @throws StoaError forbidden */
export async function sumInstallSources(ctx: Ctx, input: { weeks?: number | undefined }): Promise<InstallSourceList> {
  const { scope } = ctx;
  if (scope.kind === "customer") throw new StoaError("forbidden", "How customers came is for their host and the publisher.");
  const of = { sideId: scope.kind === "side" ? scope.sideId : null, publisherId: scope.kind === "publisher" ? scope.publisherId : null };
  const from = firstIdOf(ctx.clock.now() - (input.weeks ?? 12) * weekMs);
  const rows = await transaction(ctx, ({ tx }) => sumSources(tx, of, from));
  const items = [...Map.groupBy(rows, (row) => row.listingId).values()].map(gather);
  return { items: items.toSorted((one, other) => other.installs - one.installs) };
}

function gather(rows: readonly SourceRow[]): InstallSourceList["items"][number] {
  const [first] = rows;
  const counts = Object.fromEntries(installSources.map((source) => [source, rows.find((row) => row.source === source)?.installs ?? 0]));
  return {
    listing: { id: showId("listing", first?.listingId ?? ""), title: first?.title ?? "" },
    installs: rows.reduce((sum, row) => sum + row.installs, 0),
    sources: counts,
  };
}
