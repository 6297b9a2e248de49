import { transaction, type Ctx } from "../../base/index.ts";
import { requireReader } from "./require-reader.ts";
import { saveReader } from "./store/readers.ts";

/** The person has seen what they were told up to this; it never goes back. @throws StoaError forbidden */
export async function markSeen(ctx: Ctx, input: { noticeId: string }): Promise<void> {
  const whose = requireReader(ctx);
  await transaction(ctx, ({ tx }) => saveReader(tx, whose, { seenId: input.noticeId }));
}
