import { audit, engineCtx, StoaError, transaction, type Ctx, type KeyRing } from "../../base/index.ts";
import { turnMailOff } from "./store/readers.ts";
import { readUnsubscribeCode } from "./unsubscribe-code.ts";

/** Ends the mails to a person about a customer, by the code of one of them; no sign-in, and nothing else. @throws StoaError gone */
export async function unsubscribe(
  ctx: Omit<Ctx, "scope" | "actor"> & { keys: KeyRing },
  input: { code: string; atSide?: string | undefined },
): Promise<void> {
  const whose = readUnsubscribeCode(ctx.keys, input.code);
  const done =
    whose &&
    (await transaction(engineCtx(ctx, "unsubscribe", ctx.trace), async (inner) => {
      if (!(await turnMailOff(inner.tx, whose, input.atSide))) return false;
      await audit(inner, { verb: "notices.unsubscribe", subject: whose.personId, customerId: whose.customerId, after: { mail: "off" } });
      return true;
    }));
  if (!done)
    throw new StoaError("gone", {
      what: "This link ends no mails.",
      fix: "Turn mails off under Notices, or use the link of a newer mail.",
    });
}
