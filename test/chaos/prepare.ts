import type { Db } from "../../server/base/index.ts";
import { bringCustomers, type BroughtCustomer } from "../../server/machine/seed/bring-customer.ts";
import { bringHost } from "../../server/machine/seed/bring-host.ts";
import { bringIntegration, bringListing } from "../../server/machine/seed/bring-listing.ts";
import { bringPublisher } from "../../server/machine/seed/bring-publisher.ts";
import { installFor } from "../../server/machine/seed/install.ts";
import { createToken } from "../../server/rooms/identity/index.ts";
import { showId } from "@stoa/contract";
import { giveBlobs, openPlace } from "./open-place.ts";
import { counterManifest, counterProgram } from "./counter.ts";

/** An installation, and how its customer's program asks for a run of it. */
export interface Target {
  installationId: string;
  path: string;
  token: string;
}

const customersMade = 20;

/** Host, publisher, listing, customers and their installations of the counter, by the rooms' doors. */
export async function prepare(db: Db, dataDir: string, url: string, installations: number): Promise<Target[]> {
  const place = await openPlace(db, dataDir, url);
  const host = await bringHost(place, {
    name: "Chaos",
    slug: "chaos",
    look: {},
    origin: "https://chaos.example",
    owner: { name: "Hana", email: "hana@chaos.example" },
  });
  const publisher = await bringPublisher(
    place,
    { name: "Counters", slug: "counters", owner: { name: "Pat", email: "pat@counters.example" } },
    host.hostId,
  );
  const integration = await bringIntegration(place, publisher, {
    slug: "counter",
    name: "Counter",
    manifest: counterManifest(),
    program: counterProgram,
  });
  giveBlobs(dataDir);
  const listing = await bringListing(integration, host.live, { approve: true });
  const customers = await bringCustomers(
    place,
    host.live,
    Array.from({ length: customersMade }, (_, index) => companyOf(index)),
  );
  const targets: Target[] = [];
  const tokens = new Map<BroughtCustomer, string>();
  for (let index = 0; index < installations; index++) {
    const customer = customers[index % customers.length];
    if (!customer) throw new Error("no customers");
    const config = { pace: index % 4 === 0 ? "slow" : "quick" };
    const installationId = await installFor(customer, listing, { name: `Counter ${index}`, config, schedule: null });
    const token = tokens.get(customer) ?? (await createToken(customer.owner, { name: "chaos", roles: ["customer_owner"] })).text;
    tokens.set(customer, token);
    const path = `/v1/customers/${showId("customer", customer.customerId)}/installations/${showId("installation", installationId)}/runs`;
    targets.push({ installationId, path, token });
  }
  return targets;
}

function companyOf(index: number) {
  const ref = `company-${index}`;
  return {
    ref,
    name: `Company ${index}`,
    people: [{ subject: ref, name: `Owner ${index}`, email: `owner@${ref}.example`, role: "owner" as const }],
  };
}
