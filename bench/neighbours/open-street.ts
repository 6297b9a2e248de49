import { showId } from "@stoa/contract";
import { createClient, type Client } from "@stoa/sdk";
import { giveBlobs, openPlace } from "../../test/chaos/open-place.ts";
import { openDatabase } from "../../test/chaos/reach.ts";
import type { TriedDeployment } from "../../test/try/deployment.ts";
import { bringCustomers, type BroughtCustomer } from "../../server/machine/seed/bring-customer.ts";
import { bringHost } from "../../server/machine/seed/bring-host.ts";
import { bringIntegration, bringListing, type BroughtListing } from "../../server/machine/seed/bring-listing.ts";
import { bringPublisher } from "../../server/machine/seed/bring-publisher.ts";
import { installFor } from "../../server/machine/seed/install.ts";
import type { SeedPlace } from "../../server/machine/seed/place.ts";
import { createToken } from "../../server/rooms/identity/index.ts";
import { noises, specOf, type Noise } from "./noises.ts";

/** A customer's program that asks by token. */
export interface Caller {
  client: Client;
  base: string;
}

/** Two hosts on one deployment that know nothing of each other. */
export interface Street {
  quiet: Caller & { installation: string };
  loud: Caller & { installations: Record<Noise, string[]> };
  /** The loud host's publisher pushes with this. */
  pushToken: string;
}

const loudInstallations = 4;

/** Brings a quiet customer with a tiny program, and a loud one with several installations of each noise. */
export async function openStreet({ dataDir, url }: TriedDeployment): Promise<Street> {
  const db = await openDatabase(dataDir);
  const place = await openPlace(db, dataDir, url);
  const here = await bringHouse(place, "quiet");
  const there = await bringHouse(place, "loud");
  const tiny = await here.list("tiny", "echo 'count created 1' >&3; echo done");
  const installations: Record<Noise, string[]> = { cpu: [], memory: [], disk: [], logs: [] };
  for (const noise of Object.keys(noises) as Noise[]) {
    const listing = await there.list(noise, noises[noise]);
    for (let made = 0; made < loudInstallations; made++)
      installations[noise].push(showId("installation", await installFor(there.customer, listing, { config: {}, schedule: null })));
  }
  giveBlobs(dataDir);
  const installation = showId("installation", await installFor(here.customer, tiny, { config: {}, schedule: null }));
  const street = {
    quiet: { ...(await callerOf(url, here.customer)), installation },
    loud: { ...(await callerOf(url, there.customer)), installations },
    pushToken: (await createToken(there.publisher.owner, { name: "push", roles: ["publisher_owner"] })).text,
  };
  await db.close();
  return street;
}

async function bringHouse(place: SeedPlace, slug: string) {
  const owner = { name: "Hana", email: `hana@${slug}.example` };
  const host = await bringHost(place, { name: slug, slug, look: {}, origin: `https://${slug}.example`, owner });
  const publisher = await bringPublisher(
    place,
    { name: `${slug} labs`, slug: `${slug}-labs`, owner: { name: "Pat", email: `pat@${slug}.example` } },
    host.hostId,
  );
  const person = { subject: slug, name: "Olive", email: `olive@${slug}.example`, role: "owner" as const };
  const [customer] = await bringCustomers(place, host.live, [{ ref: slug, name: slug, people: [person] }]);
  if (!customer) throw new Error("no customer");
  const list = async (name: string, script: string): Promise<BroughtListing> =>
    bringListing(await bringIntegration(place, publisher, specOf(name, script)), host.live, { approve: true });
  return { publisher, customer, list };
}

async function callerOf(url: string, { customerId, owner }: BroughtCustomer): Promise<Caller> {
  const { text } = await createToken(owner, { name: "bench", roles: ["customer_owner"] });
  return { client: createClient({ url, token: text }), base: `/v1/customers/${showId("customer", customerId)}` };
}
