import type { World } from "./open-world.ts";

/** A page to look at: who looks, and where. */
export interface LookedAt {
  name: string;
  seat: "operator" | "host" | "publisher" | "customer" | undefined;
  path: string;
}

type Pages = Record<string, string>;

const seatOf = (base: string) => base.split("/")[3] ?? "";

/** Every page, on objects of a world that has them. */
export function pageList(world: World, program: string, itemsProgram: string): LookedAt[] {
  const publisher = `/publishers/${seatOf(world.people.publisher.base)}`;
  const found = {
    listing: known(world.tried.get(program)?.brought?.listing.id),
    integration: known(world.tried.get(program)?.brought?.build.integrationId),
    build: known(world.tried.get(program)?.brought?.build.id),
    installation: known(world.tried.get(program)?.installationId),
    runs: world.tried.get(program)?.runs.map(({ id }) => id) ?? [],
    items: known(world.tried.get(itemsProgram)?.runs[2]?.id),
  };
  const as = (seat: LookedAt["seat"], pages: Pages) => Object.entries(pages).map(([name, path]) => ({ name, seat, path }));
  return [
    ...as(undefined, { "sign-in": "/sign-in#stoa_lnk_code", "sign-in-how": "/sign-in", join: "/join#stoa_lnk_code" }),
    ...as("customer", customerPages(found)),
    ...as("publisher", publisherPages(publisher, found)),
    ...as("host", hostPages(`/sides/${world.people.sideId}`, found)),
    ...as("operator", { ...operatorPages(found), "no-place": publisher, nowhere: "/nowhere" }),
  ];
}

interface Objects {
  listing: string;
  integration: string;
  build: string;
  installation: string;
  runs: readonly string[];
  items: string;
}

function known(id: string | undefined): string {
  if (id === undefined) throw new Error("the world lacks what the pages show");
  return id;
}

function customerPages({ listing, installation, runs, items }: Objects): Pages {
  const install = `/shop/install/${listing}`;
  return {
    market: "/shop",
    "market-found": "/shop?q=contacts",
    "market-nothing": "/shop?q=zebra",
    listing: `/shop/listings/${listing}`,
    install,
    "install-form": `${install}?installation=${installation}&step=form`,
    "install-run": `${install}?installation=${installation}&step=run`,
    installed: "/shop/installations",
    installation: `/shop/installations/${installation}`,
    settings: `/shop/installations/${installation}?tab=settings`,
    "run-preview": `/shop/runs/${known(runs[0])}`,
    "run-fine": `/shop/runs/${known(runs[1])}`,
    "run-failed": `/shop/runs/${known(runs.at(-1))}`,
    "run-items": `/shop/runs/${items}`,
    "run-missing": `/shop/runs/run_${"0".repeat(26)}`,
  };
}

function publisherPages(base: string, { listing, integration, build, installation, runs }: Objects): Pages {
  const own = `${base}/integrations/${integration}`;
  return {
    "publisher-home": base,
    integrations: `${base}/integrations`,
    releases: own,
    "integration-builds": `${own}?tab=builds`,
    "integration-listings": `${own}?tab=listings`,
    secrets: `${own}?tab=secrets`,
    code: `${own}?tab=code`,
    builds: `${base}/builds`,
    build: `${base}/builds/${build}`,
    "listing-editor": `${base}/listings/${listing}`,
    "publisher-run": `${base}/runs/${known(runs.at(-1))}`,
    "publisher-installation": `${base}/installations/${installation}`,
    people: `${base}/people`,
    "publisher-sign-in": `${base}/sign-in`,
    tokens: `${base}/tokens`,
  };
}

function hostPages(base: string, { listing }: Objects): Pages {
  return {
    "host-home": base,
    "host-listings": `${base}/listings`,
    "host-listing": `${base}/listings/${listing}`,
    "host-customers": `${base}/customers`,
    "host-weeks": `${base}/weeks`,
    promotion: `${base}/promotion`,
    "host-publishers": `${base}/publishers`,
    "host-installations": `${base}/installations`,
    look: `${base}/look`,
    keys: `${base}/keys`,
  };
}

function operatorPages({ runs }: Objects): Pages {
  return {
    "operator-home": "/operator",
    status: "/operator/status",
    alerts: "/operator/alerts",
    hosts: "/operator/hosts",
    publishers: "/operator/publishers",
    customers: "/operator/customers",
    limits: "/operator/limits",
    listings: "/operator/listings",
    installations: "/operator/installations",
    runs: "/operator/runs?state=failed",
    "operator-run": `/operator/runs/${known(runs.at(-1))}`,
  };
}
