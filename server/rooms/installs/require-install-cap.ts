import { StoaError, type TxCtx } from "../../base/index.ts";
import { readAllowance } from "../identity/index.ts";
import { countInstalled, lockCap } from "./store/customers.ts";

/** Whether the customer may have one more installation. Of two installs at once one waits here for the other. @throws StoaError refused by the host's cap */
export async function requireInstallCap(ctx: TxCtx, customerId: string): Promise<void> {
  const { installCap, hostName } = await readAllowance(ctx);
  if (installCap === null) return;
  await lockCap(ctx.tx, customerId);
  const { count } = await countInstalled(ctx.tx, customerId);
  if (count < installCap) return;
  const host = hostName === "" ? "The host" : hostName;
  throw new StoaError("refused", {
    what: `${host} lets your account have ${installCap === 1 ? "1 installation" : `${installCap} installations`}, and you have ${count}.`,
    fix: `Uninstall one you no longer need, or ask ${host === "The host" ? "it" : host} for more.`,
  });
}
