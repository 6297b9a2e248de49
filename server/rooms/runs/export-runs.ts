import { showId } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { listRuns } from "./list-runs.ts";
import { requireInstallation } from "./scope.ts";
import { readState } from "./store/states.ts";

const mostRuns = 10_000;
const page = 200;

/**
 * Runs and current values of an installation, for its export: the newest 10,000 runs, state as the program wrote it. Of a folder kept as
 * state it says where the archive is that holds the files.
 */
export async function exportRuns(ctx: Ctx, installationId: string): Promise<Record<string, unknown>> {
  const runs: unknown[] = [];
  for (let after: string | null | undefined; after !== null && runs.length < mostRuns;) {
    const query = { installationId: showId("installation", installationId), limit: page, ...(after === undefined ? {} : { after }) };
    const { items, next } = await listRuns(ctx, query);
    runs.push(...items);
    after = next;
  }
  const state = await transaction(ctx, async (inner) => {
    const { customerId } = await requireInstallation(inner, installationId);
    const row = await readState(inner.tx, installationId, "sync");
    return (
      row && {
        version: row.version,
        form: row.form,
        bytes: row.bytes,
        value: row.value === null ? null : (JSON.parse(row.value) as unknown),
        ...(row.blobKey === null
          ? {}
          : {
              archive: `/v1/customers/${showId("customer", customerId)}/installations/${showId("installation", installationId)}/export/archive`,
            }),
      }
    );
  });
  return { runs, state: state ?? null };
}
