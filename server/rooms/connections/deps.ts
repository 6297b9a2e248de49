import type { CheckedFetch } from "../sandbox/index.ts";
import type { Catalogue } from "./provider/catalogue.ts";

/** What the room works with besides a ctx. */
export interface ConnectDeps {
  catalogue: Catalogue;
  fetch: CheckedFetch;
  /** The address people use, without a final slash: the provider sends browsers back below it. */
  publicUrl: string;
  /** Longer than the one request under it may take: whoever takes over asks when the other cannot be asking any more. */
  leaseMs: number;
}

/** How long a provider may take to answer, and how long nobody else asks it for the same token. */
export const patience = { requestMs: 15_000, leaseMs: 30_000 } as const;
