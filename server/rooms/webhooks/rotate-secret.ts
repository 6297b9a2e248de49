import { audit, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { putSigners } from "./put-signers.ts";
import { auditOwner, requireEndpoint, ownerFor, secretOwner } from "./require-endpoint.ts";
import { setSigners, signersOf } from "./store/endpoints.ts";

const overlapMs = 24 * 3_600_000;

/**
 * A new signing secret, returned once, and a new key pair. For a day those before sign too, so that a receiver may know either; `now` ends that at once.
 * @throws StoaError forbidden, not_found, conflict while the last change still overlaps
 */
export async function rotateSecret(ctx: Ctx, input: { endpointId: string; endOld?: "in-a-day" | "now" | undefined }): Promise<string> {
  const keeper = ownerFor(ctx, "keeps");
  const atOnce = input.endOld === "now";
  return transaction(ctx, async (inner) => {
    const endpoint = await requireEndpoint(inner, keeper, input.endpointId);
    const { id } = endpoint;
    const now = inner.clock.now();
    if (!atOnce && endpoint.previousUntil !== null && endpoint.previousUntil > now)
      throw new StoaError("conflict", {
        what: `The secret before the last still signs until ${new Date(endpoint.previousUntil).toISOString()}.`,
        fix: "Wait until then, or end the old secrets now if strangers know one.",
      });
    const { secret, ...signers } = await putSigners(inner, keeper);
    await setSigners(inner.tx, id, signers, atOnce ? null : now + overlapMs);
    const ended = [...signersOf(endpoint, "previous"), ...(atOnce ? signersOf(endpoint, "current") : [])];
    await removeSecrets(inner, { owner: secretOwner(keeper), ids: ended });
    await audit(inner, { verb: "webhook.rotate", subject: id, ...auditOwner(keeper), after: { endOld: input.endOld ?? "in-a-day" } });
    return secret;
  });
}
