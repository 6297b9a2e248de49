import { audit, newId, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { type CreatedLink, saveLink } from "./save-link.ts";
import { findOperator, insertMembership, insertPerson } from "./store/access.ts";

const signInMinutes = 30;

/**
 * A one-time sign-in link for the operator of this machine, made by its own commands; makes the operator's person when there is none: somebody
 * invited under the same e-mail is not the operator.
 */
export async function createOperatorLink(ctx: Ctx, input: { email: string; name: string }): Promise<CreatedLink> {
  requireRole(ctx, "operator");
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const found = await findOperator(inner.tx, input.email);
    const personId = found?.id ?? newId(inner.clock);
    if (!found) await insertPerson(inner.tx, { id: personId, email: input.email, name: input.name, sideId: null, subject: null, now });
    await insertMembership(inner.tx, { id: newId(inner.clock), personId, role: "operator", now });
    await audit(inner, { verb: "link.sign_in", subject: personId });
    return saveLink(inner, {
      kind: "sign_in",
      personId,
      role: null,
      hostId: null,
      publisherId: null,
      publisherName: null,
      email: input.email,
      minutes: signInMinutes,
    });
  });
}
