import type { BuildState } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { getIntegration, type ListOf } from "../catalog/index.ts";
import { readingPublisher } from "./scope.ts";
import { countBuildRows, listBuildRows, type BuildRow } from "./store/builds.ts";

export interface ListBuildsInput {
  /** All of the publisher's when missing. */
  integrationId?: string | undefined;
  state?: BuildState | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

/** Builds, newest first. */
export async function listBuilds(ctx: Ctx, input: ListBuildsInput): Promise<ListOf<BuildRow>> {
  const limit = input.limit ?? 50;
  return transaction(ctx, async (inner) => {
    if (input.integrationId !== undefined) await getIntegration(inner, { integrationId: input.integrationId });
    const filter = {
      integrationId: input.integrationId ?? null,
      publisherId: readingPublisher(inner),
      state: input.state ?? null,
      after: input.after ?? null,
      limit: limit + 1,
    };
    const rows = await listBuildRows(inner.tx, filter);
    const total = await countBuildRows(inner.tx, filter);
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null, total: total > 10_000 ? null : total };
  });
}
