import { readId, showId, type InstallationPage } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { showItem, tenantOf } from "./get-installation.ts";
import { listInstallationRows } from "./store.ts";

export interface ListInstallationsInput {
  q?: string | undefined;
  state?: string | undefined;
  integrationId?: string | undefined;
  customerId?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  /** Among these. */
  ids?: readonly string[] | undefined;
}

/** Finds nothing: what was given is no id. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Installations the scope may see, newest first; removed ones only when asked for. `q` is part of a name. */
export async function listInstallations(ctx: Ctx, input: ListInstallationsInput): Promise<InstallationPage> {
  const limit = input.limit ?? 50;
  const like = input.q === undefined || input.q === "" ? null : `%${input.q.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  const integrationId = filterId("integration", input.integrationId);
  const customerId = filterId("customer", input.customerId);
  const after = input.after === undefined ? null : (readId("installation", input.after) ?? null);
  const languages = ctx.languages ?? [];
  const filter = {
    state: input.state ?? null,
    integrationId,
    customerId,
    like,
    after,
    limit: limit + 1,
    ids: input.ids ?? null,
    languages,
  };
  const rows = await transaction(ctx, ({ tx }) => listInstallationRows(tx, tenantOf(ctx), filter));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => showItem(row, languages)),
    next: rows.length > limit && last ? showId("installation", last.id) : null,
  };
}

function filterId(kind: "integration" | "customer", id: string | undefined): string | null {
  return id === undefined ? null : (readId(kind, id) ?? nobody);
}
