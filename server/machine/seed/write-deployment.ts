import { engineCtx, newId, VirtualClock } from "../../base/index.ts";
import { pauseInstallation } from "../../rooms/installs/index.ts";
import { defaultSettings, enqueueRuns } from "../../rooms/runs/index.ts";
import { bringCustomers, type BroughtCustomer } from "./bring-customer.ts";
import { bringHost, type BroughtHost } from "./bring-host.ts";
import { bringIntegration, bringListing, bringRelease, type BroughtListing } from "./bring-listing.ts";
import { bringPublisher } from "./bring-publisher.ts";
import { chanceOf, type Chance } from "./chance.ts";
import { makeCustomer } from "./data-customers.ts";
import { hosts } from "./data-hosts.ts";
import { listings, type ListingSpec } from "./data-listings.ts";
import { installFor } from "./install.ts";
import { manifestOf } from "./manifest-of.ts";
import type { SeedPlace } from "./place.ts";
import { manifestSource, program } from "./program-of.ts";
import { writeYear, type Installed } from "./write-year.ts";

export interface SeedOptions {
  runs: number;
  customers: number;
  /** The end of the year that is written, in milliseconds. */
  now: number;
  say(text: string): void;
  /** Called when every file is written, before the first run is left waiting. */
  written(): void;
}

export interface Seeded {
  hosts: number;
  publishers: number;
  listings: number;
  customers: number;
  installations: number;
  runs: number;
  waiting: number;
}

const dayMs = 86_400_000;
const installsEach = 3;
const loggedRuns = 400;
const waitingRuns = 25;

/** A listing, and the line it was made from. */
interface Offer {
  listing: BroughtListing;
  spec: ListingSpec;
}

interface Market {
  host: BroughtHost;
  offers: Offer[];
  customers: BroughtCustomer[];
}

/** Writes a believable year by the rooms' own doors, the clock walking through it. */
export async function writeDeployment(base: Omit<SeedPlace, "clock">, options: SeedOptions): Promise<Seeded> {
  const chance = chanceOf(1);
  const clock = new VirtualClock(options.now - 380 * dayMs);
  const place: SeedPlace = { ...base, clock };
  const from = options.now - 364 * dayMs;
  const markets: Market[] = [];
  for (const spec of hosts) markets.push(await openMarket(place, spec));
  options.say(`${markets.length} hosts, ${markets.flatMap((market) => market.offers).length} listings`);
  await bringAllCustomers(place, clock, markets, chance, options);
  const installed = await installAll(clock, markets, chance, { from, now: options.now });
  options.say(`${installed.length} installations`);
  clock.advance(options.now - clock.now());
  const progress = (done: number): void => options.say(`${done} of ${options.runs} runs`);
  await writeYear(place, installed, chance, { runs: options.runs, from, to: options.now - 60_000, logs: loggedRuns, progress });
  options.written();
  const waiting = await leaveWaiting(place, installed, chance);
  return {
    hosts: markets.length,
    publishers: hosts.flatMap((host) => host.publishers).length,
    listings: markets.flatMap((market) => market.offers).length,
    customers: markets.flatMap((market) => market.customers).length,
    installations: installed.length,
    runs: options.runs,
    waiting,
  };
}

async function openMarket(place: SeedPlace, spec: (typeof hosts)[number]): Promise<Market> {
  const host = await bringHost(place, spec);
  const publishers = [];
  for (const publisher of spec.publishers) publishers.push(await bringPublisher(place, publisher, host.hostId));
  const rows = listings[spec.slug] ?? [];
  const offers: Offer[] = [];
  for (const [index, row] of rows.entries()) {
    const publisher = publishers[index % publishers.length];
    if (!publisher) throw new Error(`${spec.name} has no publishers.`);
    const manifest = manifestOf(manifestSource(row, publisher.spec.owner.email));
    const integration = await bringIntegration(place, publisher, { slug: row.slug, name: row.title, manifest, program });
    const releaseId = index % 2 === 0 ? await bringRelease(place, integration, "1.1.0") : integration.releaseId;
    // The last one of each host waits for its review.
    const listing = await bringListing({ ...integration, releaseId }, host.live, { approve: index < rows.length - 1 });
    offers.push({ listing, spec: row });
  }
  return { host, offers, customers: [] };
}

async function bringAllCustomers(
  place: SeedPlace,
  clock: VirtualClock,
  markets: Market[],
  chance: Chance,
  options: SeedOptions,
): Promise<void> {
  const steps = 10;
  for (let step = 0; step < steps; step++) {
    for (const [index, market] of markets.entries()) {
      const numbers = Array.from({ length: options.customers }, (_, number) => number).filter(
        (number) => number % markets.length === index && Math.floor((number * steps) / options.customers) === step,
      );
      market.customers.push(
        ...(await bringCustomers(
          place,
          market.host.live,
          numbers.map((number) => makeCustomer(chance, number)),
        )),
      );
    }
    clock.advance(1.5 * dayMs);
  }
  options.say(`${options.customers} customers`);
}

const zones = ["Europe/Berlin", "Europe/London", "Europe/Stockholm", "Europe/Madrid", "UTC"];

async function installAll(
  clock: VirtualClock,
  markets: readonly Market[],
  chance: Chance,
  span: { from: number; now: number },
): Promise<Installed[]> {
  const wanted = markets.flatMap(({ offers, customers }) =>
    customers.flatMap((customer) => choices(offers, chance).map((offer) => ({ customer, ...offer }))),
  );
  const installed: Installed[] = [];
  // The first ones are there when the year begins, the rest come along it.
  const shuffled = wanted.map((one) => ({ one, at: chance.next() })).toSorted((one, other) => one.at - other.at);
  clock.advance(Math.max(0, span.from - clock.now()));
  for (const [index, { one }] of shuffled.entries()) {
    const { customer, listing, spec } = one;
    const config = { account: customer.spec.ref, since: chance.pick(["today", "this month", "the beginning"]) };
    const installationId = await installFor(customer, listing, {
      name: spec.title,
      config,
      zone: chance.pick(zones),
      shareLogs: chance.next() < 0.6,
    });
    installed.push({ installationId, customerId: customer.customerId, listing, spec, installedAt: clock.now() });
    if (chance.next() < 0.04) await pauseInstallation(customer.owner, { operationId: newId(clock), installationId });
    if (index > shuffled.length / 5) clock.advance(Math.floor(((span.now - span.from) * 0.95) / shuffled.length));
  }
  return installed;
}

/** A few different offers; the first ones of a host are the popular ones. The last waits for review and cannot be had. */
function choices(offers: readonly Offer[], chance: Chance): Offer[] {
  const chosen = new Set<Offer>();
  while (chosen.size < Math.min(installsEach, offers.length - 1)) {
    const offer = offers[Math.floor(chance.next() ** 1.6 * (offers.length - 1))];
    if (offer) chosen.add(offer);
  }
  return [...chosen];
}

/** Runs asked for just now: a runner takes them up when the deployment runs. */
async function leaveWaiting(place: SeedPlace, installed: readonly Installed[], chance: Chance): Promise<number> {
  const runs = Array.from({ length: Math.min(waitingRuns, installed.length) }, () => chance.pick(installed)).map((one) => {
    const { integration, side } = one.listing;
    const { scope } = side.owner;
    const now = place.clock.now();
    return {
      runId: newId(place.clock),
      kind: "work" as const,
      mode: "run" as const,
      triggerKind: "cron" as const,
      sideId: side.sideId,
      hostId: scope.kind === "side" ? scope.hostId : "",
      customerId: one.customerId,
      publisherId: integration.publisher.publisherId,
      integrationId: integration.integrationId,
      installationId: one.installationId,
      releaseId: integration.releaseId,
      priority: 2,
      dueAt: now,
      queuedAt: now,
      bundle: null,
      triggerCount: 1,
      triggerBytes: 0,
      actorKind: "engine",
      actorId: null,
      rerunOf: null,
      scheduledFor: null,
    };
  });
  await enqueueRuns(engineCtx(place, "seed"), runs, defaultSettings);
  return runs.length;
}
