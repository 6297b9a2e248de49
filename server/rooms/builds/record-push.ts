import { audit, transaction, type Ctx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import type { RefUpdate } from "./git/pkt-line.ts";
import { mainBranches, readRefs, type Ref } from "./git/read-refs.ts";
import type { BuildPlace } from "./deps.ts";
import { queueBuild } from "./queue-build.ts";
import { requirePublisher } from "./scope.ts";
import type { BuildRow } from "./store/builds.ts";

/** After a push: tells what it changed and queues a build for the main branch and for each tag that moved. */
export async function recordPush(
  ctx: Ctx,
  place: BuildPlace,
  input: { integrationId: string; repository: string; updates: readonly RefUpdate[] },
): Promise<BuildRow[]> {
  const publisherId = requirePublisher(ctx);
  const refs = await readRefs(place.git, input.repository);
  const wanted = input.updates.flatMap((update) => findTaken(refs, update));
  return transaction(ctx, async (inner) => {
    const { id: integrationId } = await getIntegration(inner, input);
    await audit(inner, {
      verb: "repository.push",
      subject: integrationId,
      publisherId,
      after: { refs: input.updates.map(({ ref, new: to }) => ({ ref, to })) },
    });
    const builds: BuildRow[] = [];
    for (const { name: ref, commit } of wanted)
      builds.push(await queueBuild(inner, { integrationId, publisherId, ref, commit, cause: mainBranches.has(ref) ? "push" : "tag" }));
    return builds;
  });
}

/** Git may have refused single refs: only what stands there now was taken. */
function findTaken(refs: readonly Ref[], update: RefUpdate): Ref[] {
  if (!mainBranches.has(update.ref) && !update.ref.startsWith("refs/tags/")) return [];
  const found = refs.find((ref) => ref.name === update.ref);
  return found && !/^0+$/.test(update.new) ? [found] : [];
}
