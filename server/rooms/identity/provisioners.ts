import type { Role } from "../../base/index.ts";

/** Who may say which customers and people a host has. */
export const provisioners: readonly Role[] = ["host_owner", "operator"];
