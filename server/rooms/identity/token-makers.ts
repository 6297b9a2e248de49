import type { Role } from "../../base/index.ts";

/** Who may let a program act for them. */
export const tokenMakers: readonly Role[] = ["operator", "host_owner", "publisher_owner", "publisher_developer", "customer_owner"];
