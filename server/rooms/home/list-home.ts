import { readId, type HomePage } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { listInstallations, type ListInstallationsInput } from "../installs/index.ts";
import { showHealth } from "./show-health.ts";
import { listHealth, listNeeding, readNextRuns, type Tenant } from "./store/health.ts";

export interface ListHomeInput extends ListInstallationsInput {
  /** Only those that are failing or silent. */
  needs?: boolean | undefined;
}

/** Which rows a request may see, in SQL beside the policy. */
export function tenantOf({ scope }: Ctx): Tenant {
  return {
    customerId: scope.kind === "customer" ? scope.customerId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    sideId: scope.kind === "side" ? scope.sideId : null,
  };
}

/** Installations the scope may see, newest first, each with how it fares and when it runs next: rows by key, however many runs there are. */
export function listHome(ctx: Ctx, input: ListHomeInput): Promise<HomePage> {
  return transaction(ctx, async (inner) => {
    const page = await listInstallations(inner, input.needs ? { ...input, ids: await findNeeding(inner, input) } : input);
    const ids = page.items.flatMap(({ id }) => readId("installation", id) ?? []);
    const health = new Map((await listHealth(inner.tx, tenantOf(inner), ids)).map((row) => [row.installationId, row]));
    const next = await readNextRuns(inner.tx, tenantOf(inner), ids);
    const items = page.items.map((item) => {
      const id = readId("installation", item.id) ?? "";
      return { ...item, health: showHealth(health.get(id), next.get(id)) };
    });
    return { ...page, items };
  });
}

const most = 10_000;

/** Other filters come after, so with one of them a page's worth may hold none that match. */
function findNeeding(ctx: TxCtx, { after, limit = 50, ...others }: ListHomeInput): Promise<string[]> {
  const isFiltered = [others.q, others.state, others.integrationId, others.customerId].some((one) => one !== undefined);
  const from = after === undefined ? null : (readId("installation", after) ?? null);
  return listNeeding(ctx.tx, tenantOf(ctx), from, isFiltered ? most : limit + 1);
}
