import type { Repository } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import type { BuildPlace } from "./deps.ts";
import { readRefs } from "./git/read-refs.ts";
import { ensureRepository } from "./git/repository.ts";
import { findPublisherSlug } from "./store/builds.ts";

/** Where to push, and what was pushed. */
export async function getRepository(ctx: Ctx, place: BuildPlace, input: { integrationId: string }): Promise<Repository> {
  const { integration, publisher } = await transaction(ctx, async (inner) => {
    const found = await getIntegration(inner, input);
    return { integration: found, publisher: await findPublisherSlug(inner.tx, found.publisherId) };
  });
  if (!publisher) throw new StoaError("internal", "An integration's publisher could not be read.");
  const refs = await readRefs(place.git, await ensureRepository(place.dataDir, integration.id));
  const named = (prefix: string): Repository["branches"] =>
    refs.filter(({ name }) => name.startsWith(prefix)).map(({ name, commit }) => ({ name: name.slice(prefix.length), commit }));
  return {
    pushUrl: `${place.publicUrl}/git/${publisher.slug}/${integration.slug}.git`,
    branches: named("refs/heads/"),
    tags: named("refs/tags/"),
  };
}
