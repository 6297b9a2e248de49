import { transaction } from "../../base/index.ts";
import type { Keeping } from "../installs/index.ts";
import { countKept, deleteKept } from "./store/kept.ts";

/** What people asked and were told about an installation, until it is erased with it. Mails that told of it are gone after 90 days by themselves. Engine scope. */
export const keepTold: Keeping = {
  count: (ctx, { installationId }) => transaction(ctx, ({ tx }) => countKept(tx, installationId)),
  async erase(ctx, of) {
    await transaction(ctx, ({ tx }) => deleteKept(tx, of));
    return false;
  },
};
