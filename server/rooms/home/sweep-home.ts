import { transaction, type Ctx } from "../../base/index.ts";
import { sweepMails } from "./store/mails.ts";

const keptMs = 90 * 86_400_000;

/** Engine verb. Forgets mails of long ago; who asked for help, and when, stays. */
export async function sweepHome(ctx: Ctx): Promise<void> {
  await transaction(ctx, ({ tx, clock }) => sweepMails(tx, clock.now() - keptMs));
}
