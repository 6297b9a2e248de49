import { requireRole, StoaError, type Ctx } from "../../base/index.ts";

export interface CustomerAt {
  customerId: string;
  sideId: string;
}

/** The customer a request speaks for, whom it may change. @throws StoaError forbidden */
export function requireCustomer(ctx: Ctx): CustomerAt {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return readingCustomer(ctx);
}

/** The customer a request speaks for. @throws StoaError forbidden */
export function readingCustomer({ scope }: Ctx): CustomerAt {
  if (scope.kind === "customer") return { customerId: scope.customerId, sideId: scope.sideId };
  throw new StoaError("forbidden", { what: "Connections are their customer's.", fix: "Use an address below /v1/customers/." });
}
