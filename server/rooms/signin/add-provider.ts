import { audit, emitFacts, newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { putSecret } from "../trust/index.ts";
import { openProvider, type SigninDeps } from "./open-provider.ts";
import { requireOwner } from "./provider-owner.ts";
import { insertProvider, lockProvidersOf, listProviderRows, type ProviderRow } from "./store.ts";

/** Every sign-in page shows all of its owner's. */
const most = 10;

/**
 * Lets people sign in with an OpenID provider: everybody with the operator's, a host's or publisher's own people with theirs. It is asked at once, so
 * that a wrong issuer is said here. @throws StoaError forbidden, refused, conflict, key_missing
 */
export async function addProvider(
  ctx: Ctx,
  input: { name: string; issuer: string; clientId: string; clientSecret: string },
  deps: SigninDeps,
): Promise<ProviderRow> {
  const { secrets, about, ...owner } = requireOwner(ctx);
  await openProvider(deps, input);
  return transaction(ctx, async (inner) => {
    const { name, issuer, clientId } = input;
    await lockProvidersOf(inner.tx, owner);
    if ((await listProviderRows(inner.tx, owner)).length >= most)
      throw new StoaError("refused", { what: `At most ${most} providers are used.`, fix: "Remove one first." });
    const secretId = await putSecret(inner, { owner: secrets, name: "sign-in provider", value: input.clientSecret });
    const row = { id: newId(inner.clock), ...owner, name, issuer, clientId, secretId, createdAt: inner.clock.now() };
    if (!(await insertProvider(inner.tx, row)))
      throw new StoaError("conflict", { what: `${issuer} is there already.`, fix: "Remove it first, to enter another client." });
    await audit(inner, { verb: "signin_provider.add", subject: row.id, ...about, after: { name, issuer, clientId } });
    await emitFacts(inner, [{ type: "signin_provider.added", ...about, subject: row.id, subjectVersion: 1 }]);
    return { ...row, version: 1 };
  });
}
