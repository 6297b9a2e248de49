import { emitFacts, type FactHandler, type FactInput, type TxCtx } from "../../base/index.ts";
import { listActions } from "../gateway/index.ts";
import { markWidened, readWidened } from "./store/widened.ts";

/** So many are told of by one statement. */
const batch = 500;

/**
 * A host's new document may have its actions cover more than customers agreed to. Requests are refused from then on (see gateway); here it is written down
 * and told, of each installation once, and that it fits again.
 */
export const followDeclarations: FactHandler = {
  name: "installs.follow-declarations",
  types: ["actions.declared"],
  handle: (ctx, { sideId }) => (sideId === null ? Promise.resolve() : follow(ctx, sideId)),
};

async function follow(ctx: TxCtx, sideId: string): Promise<void> {
  const actions = (await listActions(ctx, sideId)).map(({ name, scopes }) => ({ name, scopes }));
  const ids = [...new Set(await markWidened(ctx.tx, { sideId, actions, now: ctx.clock.now() }))].toSorted();
  for (let from = 0; from < ids.length; from += batch) await tellWidened(ctx, ids.slice(from, from + batch));
}

async function tellWidened(ctx: TxCtx, installationIds: readonly string[]): Promise<void> {
  const facts = (await readWidened(ctx.tx, installationIds)).map((row): FactInput => {
    const { id, sideId, customerId, publisherId, version, integrationId, listingId, actions } = row;
    return {
      type: actions.length > 0 ? "installation.widened" : "installation.covered",
      sideId,
      customerId,
      publisherId,
      subject: id,
      subjectVersion: version,
      data: { integrationId, listingId, actions },
    };
  });
  await emitFacts(ctx, facts);
}
