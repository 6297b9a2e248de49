import type { MailsView } from "@stoa/contract";
import { engineCtx, transaction } from "../../base/index.ts";
import { readSideFaces } from "../identity/index.ts";
import { findMailed } from "./store/readers.ts";
import { readUnsubscribeCode } from "./unsubscribe-code.ts";
import { noSuchMails, type AnyoneCtx, type MailCode } from "./unsubscribe.ts";

/** In whose name a mail came, for the page that ends such mails: by the code of one of them, and nothing of its person. @throws StoaError gone */
export async function lookAtMails(ctx: AnyoneCtx, { code, atSide }: MailCode): Promise<MailsView> {
  const whose = readUnsubscribeCode(ctx.keys, code);
  const seen =
    whose &&
    (await transaction(engineCtx(ctx, "unsubscribe", ctx.trace), async ({ tx }) => {
      const found = await findMailed(tx, whose);
      if (!found || (atSide !== undefined && atSide !== found.sideId)) return undefined;
      const { name, look, test } = (await readSideFaces(tx, "", [found.sideId]))(found.sideId);
      return { host: name, look, test, mail: found.mail };
    }));
  if (!seen) throw noSuchMails();
  return seen;
}
