import { audit, engineCtx, StoaError, transaction, type Ctx, type KeyRing } from "../../base/index.ts";
import { mailLess } from "./store/readers.ts";
import { readUnsubscribeCode } from "./unsubscribe-code.ts";

/** Whoever asks: nobody is signed in. */
export type AnyoneCtx = Omit<Ctx, "scope" | "actor"> & { keys: KeyRing };

export interface MailCode {
  code: string;
  atSide?: string | undefined;
}

export const noSuchMails = (): StoaError =>
  new StoaError("gone", {
    what: "This link ends no mails.",
    fix: "Turn mails off under Notices, or use the link of a newer mail.",
  });

/** Ends the mails to a person about a customer, or has them come once a day, by the code of one of them; no sign-in, and nothing else. @throws StoaError gone */
export async function unsubscribe(ctx: AnyoneCtx, input: MailCode & { mail?: "daily" | "off" | undefined }): Promise<void> {
  const whose = readUnsubscribeCode(ctx.keys, input.code);
  const { mail = "off", atSide: sideId } = input;
  const done =
    whose &&
    (await transaction(engineCtx(ctx, "unsubscribe", ctx.trace), async (inner) => {
      if (!(await mailLess(inner.tx, whose, { mail, sideId }))) return false;
      await audit(inner, { verb: "notices.unsubscribe", subject: whose.personId, customerId: whose.customerId, after: { mail } });
      return true;
    }));
  if (!done) throw noSuchMails();
}
