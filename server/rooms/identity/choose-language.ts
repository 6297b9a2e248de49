import type { EmbedLanguage } from "@stoa/contract";
import type { TxCtx } from "../../base/index.ts";
import { saveLanguage } from "./store/access.ts";

/** The language of a person's pages and mails from now on; null: that of the host's page. Part of a caller's transaction, which audits it. */
export async function chooseLanguage({ tx }: TxCtx, of: { personId: string; language: EmbedLanguage | null }): Promise<void> {
  await saveLanguage(tx, of.personId, of.language);
}
