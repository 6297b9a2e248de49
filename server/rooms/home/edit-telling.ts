import type { EditTellingBody } from "@stoa/contract";
import { audit, transaction, type Ctx } from "../../base/index.ts";
import { requireReader } from "./require-reader.ts";
import { findReader, newReader, saveReader } from "./store/readers.ts";

/** How the person wants to be told from now on. @throws StoaError forbidden */
export async function editTelling(ctx: Ctx, change: EditTellingBody): Promise<void> {
  const whose = requireReader(ctx);
  await transaction(ctx, async (inner) => {
    const { product, mail, language } = (await findReader(inner.tx, whose)) ?? newReader;
    await saveReader(inner.tx, whose, change);
    const { customerId, sideId, personId } = whose;
    const before = { product, mail, language };
    await audit(inner, { verb: "notices.edit", subject: personId, customerId, sideId, before, after: { ...before, ...change } });
  });
}
