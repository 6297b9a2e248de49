import { catalogLimits, slugPattern } from "@stoa/contract";
import { audit, emitFacts, newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { requirePublisher } from "./scope.ts";
import { findIntegration, insertIntegration, type IntegrationRow } from "./store/integrations.ts";

const slugForm = new RegExp(slugPattern);

/** Makes an integration; its slug is part of its address and stays. @throws StoaError conflict when the publisher has that slug already */
export async function createIntegration(ctx: Ctx, input: { slug: string; name?: string | undefined }): Promise<IntegrationRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { slug } = input;
  const name = checkName(input.name ?? slug);
  if (!slugForm.test(slug))
    throw new StoaError("invalid_input", {
      what: `"${slug}" cannot be part of an address.`,
      fix: "Use up to 40 small letters, digits and dashes, beginning and ending with a letter or digit.",
    });
  return transaction(ctx, async (inner) => {
    const id = newId(inner.clock);
    if (!(await insertIntegration(inner.tx, { id, publisherId, slug, name, now: inner.clock.now() }))) {
      throw new StoaError("conflict", {
        what: `There is an integration called ${slug} already.`,
        fix: "Use that one, or choose another slug.",
      });
    }
    await audit(inner, { verb: "integration.create", subject: id, publisherId, after: { slug, name } });
    await emitFacts(inner, [{ type: "integration.created", publisherId, subject: id, subjectVersion: 1 }]);
    const row = await findIntegration(inner.tx, id, publisherId);
    if (!row) throw new StoaError("internal", "A new integration could not be read back.");
    return row;
  });
}

/** @throws StoaError invalid_input */
export function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length >= 1 && trimmed.length <= catalogLimits.name) return trimmed;
  throw new StoaError("invalid_input", { what: `A name has 1 to ${catalogLimits.name} characters.` });
}
