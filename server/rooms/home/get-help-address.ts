import type { HelpAddressView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { customerOf, isMailAddress, requireTarget, type HelpDeps } from "./ask-for-help.ts";
import { readSelf } from "./read-self.ts";

/** Where a question about a run would go, and its answer. @throws StoaError not_found */
export async function getHelpAddress(ctx: Ctx, deps: HelpDeps, input: { runId: string }): Promise<HelpAddressView> {
  const canMail = (await deps.mailServer(ctx)) !== undefined;
  const person = await readSelf(ctx);
  return transaction(ctx, async (inner) => {
    const { support } = await requireTarget(inner, customerOf(ctx), input.runId);
    return { to: support, mails: canMail && isMailAddress(support), replyTo: person?.email ?? null };
  });
}
