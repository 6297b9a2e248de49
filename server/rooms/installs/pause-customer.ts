import type { TxCtx } from "../../base/index.ts";
import { pauseInstallation } from "./pause-installation.ts";
import { listActive } from "./store/customers.ts";

/** Pauses whatever of a customer is active, each as a step of its own. Engine scope. @param input.because names the steps, so that again does nothing */
export async function pauseCustomer(ctx: TxCtx, input: { customerId: string; sideId: string; because: string }): Promise<number> {
  const { customerId, sideId, because } = input;
  const active = await listActive(ctx.tx, customerId);
  const asCustomer = { ...ctx, scope: { kind: "customer" as const, customerId, sideId } };
  for (const { id } of active) await pauseInstallation(asCustomer, { operationId: `closed ${because} ${id}`, installationId: id });
  return active.length;
}
