import { notFound, requireRole, StoaError, type Ctx, type Role, type TxCtx } from "../../base/index.ts";
import { lockEndpoint, type EndpointRow } from "./store/endpoints.ts";

/** Whose addresses they are: a side's host, or one of its customers. */
export interface Owner {
  /** The customer, or the side. */
  ownerId: string;
  sideId: string;
  customerId: string | null;
}

/** What an address may have in it is a secret to some, so a customer's viewers do not see them. */
const keepers: readonly Role[] = ["host_owner", "operator", "customer_owner", "customer_configurer"];
const readers: readonly Role[] = [...keepers, "host_reviewer", "host_support"];

/** Whose endpoints one stands before, for who may see what was told (`reads`) or say where (`keeps`). @throws StoaError forbidden */
export function ownerFor(ctx: Ctx, what: "reads" | "keeps"): Owner {
  requireRole(ctx, ...(what === "keeps" ? keepers : readers));
  return ownerOf(ctx);
}

function ownerOf({ scope }: Ctx): Owner {
  if (scope.kind === "side") return { ownerId: scope.sideId, sideId: scope.sideId, customerId: null };
  if (scope.kind === "customer") return { ownerId: scope.customerId, sideId: scope.sideId, customerId: scope.customerId };
  throw new StoaError("forbidden", {
    what: "Webhooks are told by a host's side, or for a customer.",
    fix: "Use an address below /v1/sides/ or /v1/customers/.",
  });
}

/** Under whose key the secrets of an endpoint are. */
export const secretOwner = ({ ownerId, customerId }: Pick<Owner, "ownerId" | "customerId">): { kind: "side" | "customer"; id: string } => ({
  kind: customerId === null ? "side" : "customer",
  id: ownerId,
});

/** Under whom it stands in the audit: what a customer does with its addresses is nothing of its host, who reads its side's. */
export const auditOwner = ({ sideId, customerId }: Pick<Owner, "sideId" | "customerId">): { sideId: string } | { customerId: string } =>
  customerId === null ? { sideId } : { customerId };

/** One of the owner's endpoints, locked. @throws StoaError not_found */
export async function requireEndpoint(ctx: TxCtx, { ownerId }: Owner, endpointId: string): Promise<EndpointRow> {
  const found = await lockEndpoint(ctx.tx, ownerId, endpointId);
  if (!found) throw notFound("webhook");
  return found;
}
