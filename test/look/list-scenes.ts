import type { BuildPage, InstallationPage, LinkView, ListingPage, RunPage, RunView } from "@stoa/contract";
import type { Page } from "playwright-core";
import { actionScenes, grantScene } from "./action-scenes.ts";
import type { Seeded } from "./open-seeded.ts";
import type { Seat } from "./take-seats.ts";
import { wishScenes } from "./wish-scenes.ts";

/** A page in a state: who looks, where, and what is done before the picture. */
export interface Scene {
  name: string;
  /** Nobody: a stranger. */
  seat?: Seat | undefined;
  path: string;
  before?: (page: Page) => Promise<void>;
  act?: (page: Page) => Promise<void>;
  /** Only what stands on the first screen. */
  fold?: boolean;
  /** The skeleton is what is looked at. */
  loading?: boolean;
  /** What the browser complains of by itself in this state. */
  expected?: RegExp;
}

type Paths = Record<string, string>;

const as = (seat: Seat | undefined, paths: Paths): Scene[] => Object.entries(paths).map(([name, path]) => ({ name, seat, path }));
/** `/v1/sides/abc` of the API is `/sides/abc` of the pages. */
const pageOf = (seat: Seat): string => seat.base.slice("/v1".length);

/** Every page in every state, on objects of a deployment that has them. */
export async function listScenes(world: Seeded): Promise<Scene[]> {
  return [
    ...as(undefined, {
      "sign-in": "/sign-in#stoa_lnk_code",
      "sign-in-how": "/sign-in",
      join: "/join#stoa_lnk_code",
      reference: "/reference",
    }),
    ...(await shopScenes(world)),
    ...(await wishScenes(world)),
    ...(await publisherScenes(world)),
    ...(await hostScenes(world)),
    ...(await operatorScenes(world)),
    ...(await stateScenes(world)),
  ];
}

async function shopScenes(world: Seeded): Promise<Scene[]> {
  const { customer, newCustomer, viewer } = world;
  const { client, base } = customer;
  const installed = await client.get<InstallationPage>(`${base}/installations`, { limit: 20 });
  const listings = await client.get<ListingPage>(`${base}/listings`, { limit: 50 });
  const own = new Set(installed.items.map((item) => item.listingId));
  const others = listings.items.filter((item) => !own.has(item.id));
  const other = known(others.find((item) => item.icon !== null) ?? others[0]).id;
  const failed = known((await client.get<RunPage>(`${base}/runs`, { state: "failed", class: "credentials", limit: 1 })).items[0]);
  const refused = (await client.get<RunView>(`${base}/runs/${failed.id}`)).verdict?.fields ?? [];
  const fine = known((await client.get<RunPage>(`${base}/runs`, { state: "succeeded", limit: 1 })).items[0]);
  const draft = await beginInstall(customer, other);
  await tellSomebody(customer, "notice.failing");
  const paused = await pauseOne(customer, installed.items);
  const installation = `/shop/installations/${failed.installation.id}`;
  await muteOne(customer, paused);
  return [
    ...as(customer, {
      market: "/shop",
      "market-found": "/shop?q=invoices",
      "market-nothing": "/shop?q=zebra",
      "market-category": `/shop?category=${known(listings.categories[0]).name}`,
      listing: `/shop/listings/${other}`,
      "listing-installed": `/shop/listings/${known(installed.items[0]).listingId}`,
      install: `/shop/install/${other}`,
      "install-form": `/shop/install/${other}?installation=${draft}&step=form`,
      installed: "/shop/installations",
      notices: "/shop/notices",
      "own-server": "/shop/own-server",
      activity: "/shop/activity",
      "connections-empty": "/shop/connections",
      installation,
      "installation-draft": `/shop/installations/${draft}`,
      "installation-paused": `/shop/installations/${paused}`,
      settings: `${installation}?tab=settings`,
      "settings-refused": `${installation}?tab=settings&fields=${refused.join()}`,
      "run-failed": `/shop/runs/${failed.id}`,
      "run-fine": `/shop/runs/${fine.id}`,
      "shop-runs": "/shop/runs",
    }),
    ...askingScenes(customer, fine.id),
    {
      name: "listing-picture",
      seat: customer,
      path: `/shop/listings/${other}`,
      act: (page) => page.getByRole("list", { name: "Pictures" }).getByRole("button").first().click(),
      fold: true,
    },
    ...(await actionScenes(world, fine.id)),
    grantScene(customer, installation),
    { name: "picture-run", seat: customer, path: `/shop/runs/${failed.id}`, fold: true },
    ...as(viewer, { "viewer-listing": `/shop/listings/${other}`, "viewer-installation": installation }),
    ...as(newCustomer, {
      "market-empty": "/shop",
      "installed-empty": "/shop/installations",
      "notices-empty": "/shop/notices",
      "own-server-empty": "/shop/own-server",
    }),
  ];
}

const opened =
  (word: string) =>
  (page: Page): Promise<void> =>
    page.getByText(word, { exact: true }).first().click();

/** Where something is asked before it is done. */
const askingScenes = (seat: Seat, runId: string): Scene[] => [
  { name: "activity-details", seat, path: "/shop/activity", act: opened("Details") },
  { name: "own-server-key", seat, path: "/shop/own-server", act: opened("Public key") },
  { name: "run-again", seat, path: `/shop/runs/${runId}`, act: again, fold: true },
  { name: "pause-all", seat, path: "/shop/installations", act: holiday, fold: true },
  { name: "unsubscribe", path: "/unsubscribe#code", before: mailed },
];

/** What a dialog keeps shut for those who know, opened. */
async function again(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run again" }).first().click();
  await page.getByText("For experts").click();
  await page.getByLabel("What it remembers from earlier runs").selectOption("original");
}

async function holiday(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause everything" }).click();
  await page.getByLabel("Resume by itself on").fill(new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10));
}

/** Whoever holds a mail of a host's. */
async function mailed(page: Page): Promise<void> {
  const json = { host: "Ledgerline", look: { accent: "#0a6b3d" }, test: false, mail: "now" };
  await page.route(/\/v1\/unsubscribe\/look$/, (route) => route.fulfill({ json }));
}

const muteOne = ({ client, base }: Seat, id: string): Promise<unknown> =>
  client.send("PUT", `${base}/installations/${id}/mute`, { until: null });

/** One whose pause ends by itself. */
async function pauseOne({ client, base }: Seat, items: InstallationPage["items"]): Promise<string> {
  const { id } = known(items.find(({ state }) => state === "paused") ?? items.findLast(({ state }) => state === "active"));
  const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  await client.send("POST", `${base}/installations/${id}/pause`, { operationId: crypto.randomUUID(), until });
  return id;
}

async function beginInstall({ client, base }: Seat, listingId: string): Promise<string> {
  const { consent } = await client.get<{ consent: string }>(`${base}/listings/${listingId}/consent`);
  const body = { operationId: crypto.randomUUID(), listingId, consent, zone: "Europe/Berlin" };
  return (await client.send<{ installationId: string }>("POST", `${base}/installations`, body)).installationId;
}

/** A customer's question of a run waits at the publisher's. */
function asks(run: RunPage["items"][number]): (page: Page) => Promise<void> {
  const question = {
    id: `hlp_${"0".repeat(26)}`,
    installationId: run.installation.id,
    runId: run.id,
    title: run.integration.name,
    askedBy: null,
    to: "help@example.com",
    sentence: run.sentence,
    words: "It stopped on Monday.\nDo we need a new key?",
    withLog: false,
    askedAt: new Date().toISOString(),
    mail: null,
    answeredAt: null,
    answer: null,
  };
  return async (page) => {
    await page.route(/\/v1\/publishers\/[^/]+\/help\?/, (route) => route.fulfill({ json: { items: [question], next: null } }));
  };
}

async function publisherScenes({ publisher, newPublisher }: Seeded): Promise<Scene[]> {
  const { client, base } = publisher;
  const home = pageOf(publisher);
  const run = known((await client.get<RunPage>(`${base}/runs`, { state: "failed", class: "integration", limit: 1 })).items[0]);
  const build = (await client.get<BuildPage>(`${base}/builds`, { limit: 1 })).items[0];
  const listing = known((await client.get<ListingPage>(`${base}/listings`, { limit: 1 })).items[0]);
  const integration = `${home}/integrations/${run.integration.id}`;
  const fresh = pageOf(newPublisher);
  const provider = {
    id: `sip_${"0".repeat(26)}`,
    name: "Example ID",
    issuer: "https://id.example.com",
    clientId: "stoa",
    redirect: `https://stoa.example.com/sign-in/return/sip_${"0".repeat(26)}`,
    createdAt: new Date().toISOString(),
  };
  const entered = async (page: Page): Promise<void> => {
    await page.route(/\/v1\/publishers\/[^/]+\/sign-in-providers/, (route) => route.fulfill({ json: { items: [provider] } }));
  };
  return [
    { name: "publisher-questions", seat: publisher, path: `${home}/questions`, before: asks(run) },
    { name: "publisher-sign-in", seat: publisher, path: `${home}/sign-in`, before: entered },
    ...as(publisher, {
      "publisher-home": home,
      integrations: `${home}/integrations`,
      integration,
      "integration-builds": `${integration}?tab=builds`,
      "integration-listings": `${integration}?tab=listings`,
      "integration-secrets": `${integration}?tab=secrets`,
      "integration-simulators": `${integration}?tab=simulators`,
      "integration-code": `${integration}?tab=code`,
      builds: `${home}/builds`,
      ...(build ? { build: `${home}/builds/${build.id}` } : {}),
      "listing-editor": `${home}/listings/${listing.id}`,
      "publisher-runs": `${home}/runs`,
      "publisher-run": `${home}/runs/${run.id}`,
      "publisher-installations": `${home}/installations`,
      "publisher-installation": `${home}/installations/${run.installation.id}`,
      "publisher-people": `${home}/people`,
      "publisher-tokens": `${home}/tokens`,
    }),
    ...as(newPublisher, {
      "publisher-home-empty": fresh,
      "integrations-empty": `${fresh}/integrations`,
      "builds-empty": `${fresh}/builds`,
      "publisher-runs-empty": `${fresh}/runs`,
      "publisher-tokens-empty": `${fresh}/tokens`,
      "publisher-sign-in-empty": `${fresh}/sign-in`,
    }),
  ];
}

async function hostScenes({ host, newHost }: Seeded): Promise<Scene[]> {
  const home = pageOf(host);
  const { items } = await host.client.get<ListingPage>(`${host.base}/listings`, { limit: 1 });
  const fresh = pageOf(newHost);
  await tellSomebody(host);
  return [
    { name: "host-sign-in-new", seat: host, path: `${home}/sign-in`, act: press("Add a provider") },
    { name: "host-webhooks-new", seat: host, path: `${home}/webhooks`, act: press("Add an address") },
    { name: "host-provider-events", seat: host, path: `${home}/providers`, act: press("Events") },
    ...as(host, {
      "host-home": home,
      "host-listings": `${home}/listings`,
      "host-listing": `${home}/listings/${known(items[0]).id}`,
      "host-customers": `${home}/customers`,
      "host-installations": `${home}/installations`,
      "host-runs": `${home}/runs?state=failed`,
      "host-publishers": `${home}/publishers`,
      "host-look": `${home}/look`,
      "host-keys": `${home}/keys`,
      "host-webhooks": `${home}/webhooks`,
      "host-sign-in-empty": `${home}/sign-in`,
      "host-providers": `${home}/providers`,
      "host-people": `${home}/people`,
    }),
    ...as(newHost, {
      "host-home-empty": fresh,
      "host-listings-empty": `${fresh}/listings`,
      "host-customers-empty": `${fresh}/customers`,
      "host-webhooks-empty": `${fresh}/webhooks`,
      "host-publishers-empty": `${fresh}/publishers`,
      "host-domains-empty": `${fresh}/domains`,
    }),
  ];
}

/** An address that cannot be told anything, and one that nothing was sent to yet. */
async function tellSomebody({ client, base }: Seat, only = "installation.failing"): Promise<void> {
  const { id } = await client.send<{ id: string }>("POST", `${base}/webhooks`, { url: "https://127.0.0.1:9/stoa", name: "Own server" });
  await client.send("POST", `${base}/webhooks/${id}/test`);
  await client.send("POST", `${base}/webhooks`, { url: "https://status.example.com/hooks/stoa", events: [only] });
}

const press = (name: string) => (page: Page) => page.getByRole("button", { name }).first().click();

/** With nobody told, with an alert open, and where one is added or edited. */
function alertScenes(operator: Seat): Scene[] {
  const at = { seat: operator, path: "/operator/alerts" };
  const now = new Date().toISOString();
  const open = {
    id: `alr_${"0".repeat(26)}`,
    condition: "disk",
    severity: "critical",
    state: "open",
    title: "The disk is nearly full",
    text: "91 % of the disk of /var/lib/stoa is used. Builds have stopped and logs are cut, so that the database can go on.",
    fix: "Make room (stoa storage shows what takes it), or move the data to a larger disk.",
    openedAt: now,
    seenAt: now,
    closedAt: null,
  };
  const channel = (name: string, settings: object, error: string | null) => ({
    id: name,
    name,
    settings,
    hasSecret: true,
    lastOkAt: now,
    failingSince: error && now,
    error,
    dueAt: null,
    createdAt: now,
  });
  const channels = [
    channel(
      "Duty",
      {
        kind: "mail",
        host: "smtp.example.com",
        port: 587,
        security: "starttls",
        user: null,
        from: "stoa@example.com",
        to: ["duty@example.com"],
      },
      null,
    ),
    channel(
      "Chat",
      { kind: "webhook", url: "https://chat.example.com/…" },
      "Its name does not resolve: is the name right, and has this machine a network?",
    ),
  ];
  const told = async (page: Page): Promise<void> => {
    await page.route(/\/v1\/operator\/alert-channels/, (route) => route.fulfill({ json: { items: channels } }));
    await page.route(/\/v1\/operator\/alerts\?.*state=open/, (route) => route.fulfill({ json: { items: [open], next: null, open: 1 } }));
  };
  return [
    { name: "alerts", ...at },
    { name: "alerts-open", ...at, before: told },
    { name: "alerts-home", ...at, path: "/operator", before: told },
    { name: "alerts-edit", ...at, before: told, act: press("Edit"), fold: true },
    { name: "alerts-add", ...at, act: press("Add an alert channel"), fold: true },
  ];
}

async function operatorScenes({ operator }: Seeded): Promise<Scene[]> {
  const failed = known((await operator.client.get<RunPage>(`${operator.base}/runs`, { state: "failed", limit: 1 })).items[0]);
  const pages = as(operator, {
    "operator-home": "/operator",
    status: "/operator/status",
    hosts: "/operator/hosts",
    publishers: "/operator/publishers",
    customers: "/operator/customers",
    limits: "/operator/limits",
    listings: "/operator/listings",
    installations: "/operator/installations",
    runs: "/operator/runs",
    "runs-failed": "/operator/runs?state=failed",
    "runs-of-one": `/operator/runs?customer=${failed.customer.id}`,
    "operator-run": `/operator/runs/${failed.id}`,
    "operator-tokens": "/operator/tokens",
  });
  return [...pages, ...alertScenes(operator)];
}

/** Loading, failing, missing, forbidden, and what opens over a page. */
async function stateScenes({ operator, customer, publisher }: Seeded): Promise<Scene[]> {
  const fault = { code: "internal", what: "Stoa could not answer.", fix: "Try again in a moment.", trace: crypto.randomUUID() };
  const slow = async (page: Page): Promise<void> => void (await page.route(/\/v1\/(?!me\b)/, () => undefined));
  const broken = async (page: Page): Promise<void> =>
    void (await page.route(/\/v1\/(?!me\b)/, (route) => route.fulfill({ status: 500, json: { error: fault } })));
  const expected = /500|404|403|Failed to load/;
  const palette = async (page: Page): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("invoices");
    await page.waitForTimeout(800);
  };
  const openFirst = async (page: Page): Promise<void> => page.locator("summary").first().click();
  const taken = { email: "operator@localhost", role: "publisher_developer" };
  const link = await publisher.client.send<LinkView>("POST", `${publisher.base}/invites`, taken);
  const joinKnown = async (page: Page): Promise<void> => {
    await page.getByLabel("Your name").fill("Olga");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("button", { name: "Join as somebody new" }).waitFor();
  };
  const { freshToken: _, ...ended } = customer;
  const atSignIn = async (page: Page): Promise<void> => page.waitForURL(/\/sign-in/);
  return [
    { name: "join-known", path: `/join${new URL(link.url).hash}`, act: joinKnown, expected: /409/ },
    { name: "runs-loading", seat: operator, path: "/operator/runs", before: slow, loading: true },
    { name: "market-loading", seat: customer, path: "/shop", before: slow, loading: true },
    { name: "runs-broken", seat: operator, path: "/operator/runs", before: broken, expected },
    { name: "market-broken", seat: customer, path: "/shop", before: broken, expected },
    { name: "run-missing", seat: customer, path: `/shop/runs/run_${"0".repeat(26)}`, expected },
    { name: "session-ended", seat: { ...ended, token: `${customer.token}x` }, path: "/shop", act: atSignIn, expected: /401/ },
    { name: "no-place", seat: customer, path: pageOf(publisher) },
    { name: "nowhere", seat: operator, path: "/nowhere" },
    { name: "reference-open", path: "/reference?q=install", act: openFirst },
    { name: "palette", seat: publisher, path: pageOf(publisher), act: palette, fold: true },
  ];
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("the seeded deployment lacks what the pages show");
  return found;
}
