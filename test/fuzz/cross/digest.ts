import { transaction } from "../../../server/base/index.ts";
import type { Place } from "../open-place.ts";
import { digestRows, listTables } from "../store.ts";
import type { Line } from "../world/line.ts";

/** What the database holds of these lines' tenants and of nobody else, table by table. */
export async function digestOf({ api }: Place, lines: readonly Line[], others: readonly Line[]): Promise<Map<string, string>> {
  const theirs = new Set(others.flatMap((line) => line.tenants));
  const ids = [...new Set(lines.flatMap((line) => line.tenants))].filter((id) => !theirs.has(id));
  return transaction(api.world.engine, async ({ tx }) => {
    const digests = new Map<string, string>();
    for (const { name } of await listTables(tx)) {
      const found = await digestRows(tx, name, ids);
      if (found && found.count > 0) digests.set(name, `${found.count} rows ${found.digest ?? ""}`);
    }
    return digests;
  });
}
