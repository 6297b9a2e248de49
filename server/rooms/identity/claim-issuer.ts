import { StoaError, type TxCtx } from "../../base/index.ts";
import { claimIssuerRow, isIssuerOfHost } from "./store/keys.ts";

/** Makes the name this host's, unless another host has it. @throws StoaError conflict */
export async function claimIssuer(ctx: TxCtx, issuer: string): Promise<void> {
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "Keys belong to a host's side.");
  const { hostId } = ctx.scope;
  await claimIssuerRow(ctx.tx, issuer, hostId);
  if (await isIssuerOfHost(ctx.tx, issuer, hostId)) return;
  throw new StoaError("conflict", {
    what: `The issuer "${issuer}" is in use by another host of this deployment.`,
    fix: "Choose a name of your own, such as your domain, and sign with it as iss.",
    problems: [{ path: "body/issuer", message: "is in use" }],
  });
}
