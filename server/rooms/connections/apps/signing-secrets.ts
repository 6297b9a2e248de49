import { newId, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import type { Catalogue } from "../provider/catalogue.ts";
import type { AppOwner, AppRow } from "../store/apps.ts";
import { dropRetired, dropSigningSecrets, insertSigningSecret } from "../store/signing-secrets.ts";

/** One takes the place of another only when the provider has begun to sign with it: until then both are taken. */
const live = 2;

/** How long what a client secret signed before another took its place is taken: providers try again for a day or two. */
export const retiredMs = 2 * 86_400_000;

/** Erases client secrets that sign nothing any more. Engine scope. */
export async function forgetRetired(ctx: Ctx, { catalogue }: { catalogue: Catalogue }): Promise<number> {
  const providers = [...catalogue.values()].flatMap(({ name, events }) => (events?.secret === "client" ? [name] : []));
  return transaction(ctx, async (inner) => {
    const gone = await dropRetired(inner.tx, { providers, before: inner.clock.now() - retiredMs });
    for (const { secretId, sideId, publisherId } of gone) {
      const owner: AppOwner = sideId === null ? { kind: "publisher", id: publisherId ?? "" } : { kind: "side", id: sideId };
      await removeSecrets(inner, { owner, ids: [secretId] });
    }
    return gone.length;
  });
}

/** Takes a sealed secret as one that events may be signed with; the oldest beyond two goes. */
export async function addSigning(ctx: TxCtx, owner: AppOwner, input: { app: AppRow; secretId: string; keep?: number }): Promise<void> {
  const { app, secretId } = input;
  const { sideId, publisherId } = app;
  await insertSigningSecret(ctx.tx, { id: newId(ctx.clock), appId: app.id, sideId, publisherId, secretId, now: ctx.clock.now() });
  await keepSigning(ctx, owner, app.id, input.keep ?? live);
}

/** Leaves the newest `keep`. @returns how many went */
export async function keepSigning(ctx: TxCtx, owner: AppOwner, appId: string, keep: number): Promise<number> {
  const ids = await dropSigningSecrets(ctx.tx, appId, keep);
  if (ids.length > 0) await removeSecrets(ctx, { owner, ids });
  return ids.length;
}

/** A client secret that events are signed with is taken for two days after another took its place. */
export async function retireClientSecret(
  ctx: TxCtx,
  owner: AppOwner,
  input: { app: AppRow; secretId: string; signs: boolean },
): Promise<void> {
  if (input.signs) await addSigning(ctx, owner, { app: input.app, secretId: input.secretId, keep: 1 });
  else await removeSecrets(ctx, { owner, ids: [input.secretId] });
}
