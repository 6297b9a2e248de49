import { transaction, type Ctx } from "../../base/index.ts";
import { sweepMails } from "./store/mails.ts";
import { sweepNotices } from "./store/notices.ts";

const keptMs = 90 * 86_400_000;
const noticesKeptMs = 365 * 86_400_000;
const batch = 5_000;

/** Engine verb. Forgets mails of long ago, and notices that are over for a year; who asked for help, and when, stays. */
export async function sweepHome(ctx: Ctx): Promise<void> {
  await transaction(ctx, ({ tx, clock }) => sweepMails(tx, clock.now() - keptMs));
  while ((await transaction(ctx, ({ tx, clock }) => sweepNotices(tx, clock.now() - noticesKeptMs, batch))) === batch);
}
