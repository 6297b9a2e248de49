import type { EditTellingBody } from "@stoa/contract";
import { audit, transaction, type Ctx } from "../../base/index.ts";
import { chooseLanguage } from "../identity/index.ts";
import { requireReader } from "./require-reader.ts";
import { findLanguage, findReader, newReader, saveReader } from "./store/readers.ts";

/** How the person wants to be told from now on. @throws StoaError forbidden */
export async function editTelling(ctx: Ctx, change: EditTellingBody): Promise<void> {
  const whose = requireReader(ctx);
  await transaction(ctx, async (inner) => {
    const { product, mail } = (await findReader(inner.tx, whose)) ?? newReader;
    await saveReader(inner.tx, whose, change);
    const { customerId, sideId, personId } = whose;
    const language = await findLanguage(inner.tx, personId);
    if (change.language !== undefined) await chooseLanguage(inner, { personId, language: change.language });
    const before = { product, mail, language };
    await audit(inner, { verb: "notices.edit", subject: personId, customerId, sideId, before, after: { ...before, ...change } });
  });
}
