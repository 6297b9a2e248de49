import { notFound, StoaError, type Role, type Scope, type TxCtx } from "../../base/index.ts";
import { lockEndpoint, type EndpointRow } from "./store/endpoints.ts";

/** Who may say where a host's server is told. */
export const keepers: readonly Role[] = ["host_owner", "operator"];
/** Who may see what it was told. */
export const readers: readonly Role[] = ["host_owner", "host_reviewer", "host_support", "operator"];

/** @throws StoaError forbidden outside a host's side */
export function sideOf({ scope }: { scope: Scope }): string {
  if (scope.kind === "side") return scope.sideId;
  throw new StoaError("forbidden", { what: "Webhooks are told by a host's side.", fix: "Use an address below /v1/sides/." });
}

/** An endpoint of the side one stands in, locked. @throws StoaError not_found */
export async function requireEndpoint(ctx: TxCtx, endpointId: string): Promise<EndpointRow> {
  const found = await lockEndpoint(ctx.tx, sideOf(ctx), endpointId);
  if (!found) throw notFound("webhook");
  return found;
}
