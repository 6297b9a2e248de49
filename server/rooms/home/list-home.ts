import { readId, showId, type HomePage } from "@stoa/contract";
import { StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { listInstallations, type ListInstallationsInput } from "../installs/index.ts";
import { showHealth } from "./show-health.ts";
import { listHealth, readNextRuns, type Tenant } from "./store/health.ts";
import { listInOrder, readWaits, type OrderFilter, type Place } from "./store/in-order.ts";

export interface ListHomeInput extends Omit<ListInstallationsInput, "ids"> {
  /** Only those that need somebody. */
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

/**
 * Installations the scope may see, each with how it fares and when it runs next: those that fail, wait for somebody or are silent, then the
 * others, each by name. Rows by key, however many runs there are.
 * @throws StoaError invalid_input: `after` is no end of a page
 */
export async function listHome(ctx: Ctx, input: ListHomeInput): Promise<HomePage> {
  const limit = input.limit ?? 50;
  const filter = filterOf(input, limit + 1);
  return transaction(ctx, async (inner) => {
    const found = await listInOrder(inner.tx, tenantOf(inner), filter);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const ids = shown.map(({ id }) => id);
    return { items: await showAll(inner, ids, input.state), next: found.length > limit && last ? showPlace(last) : null };
  });
}

async function showAll(ctx: TxCtx, ids: readonly string[], state: string | undefined): Promise<HomePage["items"]> {
  if (ids.length === 0) return [];
  const tenant = tenantOf(ctx);
  const { items } = await listInstallations(ctx, { ids, state, limit: ids.length });
  const found = new Map(items.map((item) => [readId("installation", item.id), item]));
  const health = new Map((await listHealth(ctx.tx, tenant, ids)).map((row) => [row.installationId, row]));
  const next = await readNextRuns(ctx.tx, tenant, ids);
  const waits = await readWaits(ctx.tx, tenant, ids);
  return ids.flatMap((id) => {
    const item = found.get(id);
    return item ? [{ ...item, health: showHealth(health.get(id), next.get(id)), waits: waits.get(id) ?? null }] : [];
  });
}

const nobody = "00000000-0000-0000-0000-000000000000";

function filterOf(input: ListHomeInput, limit: number): OrderFilter {
  const idOf = (kind: "integration" | "customer", id: string | undefined): string | null =>
    id === undefined ? null : (readId(kind, id) ?? nobody);
  return {
    state: input.state ?? null,
    integrationId: idOf("integration", input.integrationId),
    customerId: idOf("customer", input.customerId),
    like: input.q === undefined || input.q === "" ? null : `%${input.q.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`,
    needs: input.needs ?? false,
    after: input.after === undefined ? null : readPlace(input.after),
    limit,
  };
}

const showPlace = ({ rank, id }: Place): string => `${rank}.${showId("installation", id)}`;

/** Where a page ended. @throws StoaError invalid_input */
function readPlace(text: string): Place {
  const [, rank, shown = ""] = /^([0-3])\.(\w+)$/.exec(text) ?? [];
  const id = readId("installation", shown);
  if (rank !== undefined && id !== undefined) return { rank: Number(rank), id };
  throw new StoaError("invalid_input", {
    what: "`after` is not the end of a page of this list.",
    fix: "Give the `next` of the page before.",
  });
}
