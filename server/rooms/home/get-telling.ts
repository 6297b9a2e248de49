import { showId, type TellingView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { callInstallation } from "../installs/index.ts";
import type { HelpDeps } from "./ask-for-help.ts";
import { readSelf } from "./read-self.ts";
import { requireReader } from "./require-reader.ts";
import { findLanguage, findReader, listMutes, newReader } from "./store/readers.ts";

/** How the person is told: in the product, by mail, and what not of. @throws StoaError forbidden */
export async function getTelling(ctx: Ctx, deps: Pick<HelpDeps, "mailServer">): Promise<TellingView> {
  const whose = requireReader(ctx);
  const canMail = (await deps.mailServer(ctx)) !== undefined;
  const person = await readSelf(ctx);
  const { languages } = ctx;
  return transaction(ctx, async ({ tx, clock }) => {
    const { product, mail } = (await findReader(tx, whose)) ?? newReader;
    const language = await findLanguage(tx, whose.personId);
    const mutes = (await listMutes(tx, whose, { now: clock.now(), languages })).map((row) => ({
      installationId: showId("installation", row.installationId),
      name: callInstallation(row, languages),
      until: row.until === null ? null : new Date(row.until).toISOString(),
    }));
    return { product, mail, language, address: person?.email ?? null, canMail, mutes };
  });
}
