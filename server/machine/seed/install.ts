import { randomUUID } from "node:crypto";
import type { Ctx } from "../../base/index.ts";
import { installListing } from "../../rooms/installs/index.ts";
import type { BroughtCustomer } from "./bring-customer.ts";
import type { BroughtListing } from "./bring-listing.ts";

export interface InstallSpec {
  name?: string;
  config: Record<string, unknown>;
  schedule?: string | null;
  zone?: string;
  shareLogs?: boolean;
}

/** An installation as its customer makes it, agreeing to what the listing asks. @returns its id */
export async function installFor(
  customer: BroughtCustomer,
  listing: BroughtListing,
  spec: InstallSpec,
  by: Ctx = customer.owner,
): Promise<string> {
  const input = { operationId: randomUUID(), listingId: listing.listingId, consent: listing.consent, ...spec };
  return (await installListing(by, input)).installationId;
}
