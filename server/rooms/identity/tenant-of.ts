import type { Scope } from "../../base/index.ts";
import type { TenantColumns } from "./store/tenants.ts";

/** The tenant columns of a scope; an operator's own rows have none. */
export function tenantOf(scope: Scope): TenantColumns {
  return {
    hostId: scope.kind === "side" ? scope.hostId : null,
    publisherId: scope.kind === "publisher" ? scope.publisherId : null,
    customerId: scope.kind === "customer" ? scope.customerId : null,
  };
}

/** The tenant ids of a scope as audit and facts name them. */
export function auditTenant(scope: Scope): { sideId?: string; publisherId?: string; customerId?: string } {
  switch (scope.kind) {
    case "side":
      return { sideId: scope.sideId };
    case "publisher":
      return { publisherId: scope.publisherId };
    case "customer":
      return { sideId: scope.sideId, customerId: scope.customerId };
    case "operator":
    case "engine":
      return {};
  }
}
