import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { DomainView, HostView, LinkView, ListingSummary } from "@stoa/contract";
import { createClient, places } from "@stoa/sdk";
import { startHost } from "../../examples/host/start-host.ts";
import { startNameServer } from "../../server/rooms/identity/testing.ts";
import { writeTestImage } from "../../server/rooms/sandbox/testing.ts";
import { startDeployment } from "../try/deployment.ts";
import { registerProduct, signInCustomer, spend } from "../try/people.ts";
import { readBlocks } from "../docs/read-blocks.ts";
import { runBlocks, type Scene } from "../docs/run-blocks.ts";
import { folderOf, openSeat, typeLine, type Seat, type Told } from "../docs/seats.ts";

type Who = "operator" | "host" | "publisher" | "newcomer" | "customer" | "visitor";

/** One story through all documents: who joins whom decides the order. */
const scenes: Scene<Who>[] = [
  { file: "README.md", heading: "Stoa", as: "visitor" },
  { file: "docs/operator.md", heading: "Start", as: "operator" },
  { file: "docs/operator.md", heading: "Let people in", as: "operator" },
  { file: "docs/operator.md", heading: "Sign in with your own provider", as: "operator" },
  { file: "docs/operator.md", heading: "Runtimes", as: "operator" },
  { file: "docs/operator.md", heading: "Be told", as: "operator" },
  { file: "docs/operator.md", heading: "Keep it within its disk", as: "operator" },
  { file: "docs/embedding.md", heading: "1. Make a key", as: "visitor" },
  { file: "docs/host.md", heading: "Invite publishers", as: "host" },
  { file: "docs/host.md", heading: "Serve it under your own domain", as: "host" },
  { file: "docs/host.md", heading: "Say who your customers are", as: "host" },
  { file: "docs/host.md", heading: "Have your server told", as: "host" },
  { file: "docs/publisher.md", heading: "Begin", as: "publisher" },
  { file: "docs/publisher.md", heading: "Push", as: "publisher" },
  { file: "README.md", heading: "What a program looks like", as: "newcomer" },
  { file: "docs/host.md", heading: "Decide what is listed", as: "host" },
  { file: "docs/host-actions.md", heading: "Declare what your API can do", as: "host" },
  { file: "docs/host.md", heading: "Try on the test side, then promote", as: "host" },
  { file: "docs/customer.md", heading: "For customers", as: "customer" },
  { file: "docs/customer.md", heading: "Tell a program of your own", as: "customer" },
  { file: "docs/host.md", heading: "See how they fare", as: "host" },
  { file: "docs/operator.md", heading: "Limits", as: "operator" },
  { file: "docs/publisher.md", heading: "Watch", as: "publisher" },
  { file: "docs/publisher.md", heading: "Questions of customers", as: "publisher" },
  { file: "docs/publisher.md", heading: "Try it without the services it calls", as: "publisher" },
  { file: "docs/command-line.md", heading: "Sign in", as: "visitor" },
  { file: "docs/command-line.md", heading: "Completion", as: "visitor" },
  { file: "docs/operator.md", heading: "Keep it safe", as: "operator" },
];

/** What only other tests can do. */
const notHere = {
  "npm start": "the deployment here is started by what it starts; tools/bootstrap and server/machine test the rest",
  "npm run try": "it is test/try",
  "stoa upgrade": "it would move this clone: server/machine/upgrade does so with another",
};

const root = join(import.meta.dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "stoa-docs-"));
after(() => rmSync(work, { recursive: true, force: true }));
const product = await startHost({ dataFolder: join(work, "product") });
after(() => product.stop());
const names = await startNameServer();
after(() => names.close());
const deployment = await startDeployment({ allow: [], slots: 4, env: { STOA_DNS: names.address } });
after(() => deployment.stop());
const { url } = deployment;
product.connect({ stoaUrl: url });
const operator = await spend(url, deployment.operatorCode, () => places.operator());
// Whoever adds a domain adds its record where it is managed.
names.find = async (name) => {
  const { items } = await operator.client.get<{ items: DomainView[] }>(`${await sideOf()}/domains`);
  return items.flatMap(({ record }) => (record.name === name ? [record.value] : []));
};
const seats: Record<Who, Seat> = {
  operator: { ...openSeat(join(work, "operator"), { ...deployment.env, STOA_URL: url }), session: operator.token },
  host: openSeat(join(work, "host")),
  publisher: openSeat(join(work, "publisher")),
  newcomer: openSeat(join(work, "newcomer")),
  customer: openSeat(join(work, "customer")),
  visitor: { ...openSeat(join(work, "visitor")), session: operator.token },
};

// The runtimes of trials are kept from one to the next and shared: what is added here has a name of its own, and goes again.
const addedRuntime = `ruby-${process.pid}:3.3`;
const runtimesIndex = join(realpathSync(join(deployment.dataDir, "runtimes")), "index");
after(() => rmSync(join(runtimesIndex, `imported-ruby-${process.pid}-3.3.json`), { force: true }));

/** Milliseconds at which the publisher opened the invitation, and at which its first release stood. */
const joining = { opened: 0, released: 0 };
const invited: Record<string, Who> = { "hana@ledgerline.example": "host", "pat@labs.example": "publisher" };
const begun = new Set<Who>();

async function sideOf(): Promise<string> {
  const { items } = await operator.client.get<{ items: HostView[] }>(`${operator.base}/hosts`);
  return places.side(items[0]?.sides.find(({ kind }) => kind === "live")?.id ?? "");
}

/** What somebody has before their first line. */
async function arrive(who: Who): Promise<void> {
  if (who === "operator") writeTestImage(join(folderOf(seats.operator), "image.tar"), { "etc/os-release": "ID=ruby\n" });
  if (who === "host") {
    const document = await (await fetch(`${product.url}/api/openapi.json`)).text();
    writeFileSync(join(folderOf(seats.host), "openapi.json"), document);
  }
  if (who === "newcomer") {
    const body = { email: "nele@example.com", role: "publisher_owner", publisherName: "Nele" };
    const link = await operator.client.send<LinkView>("POST", `${await sideOf()}/invites`, body);
    const { token } = await spend(url, new URL(link.url).hash.slice(1), () => "");
    Object.assign(seats.newcomer.env, { STOA_URL: url, STOA_TOKEN: token });
  }
  if (who === "customer") {
    await registerProduct(operator.client, await sideOf(), product);
    const { client, base } = await signInCustomer(url, product);
    const { token } = await client.send<{ token: string }>("POST", `${base}/tokens`, { name: "docs", roles: ["customer_owner"] });
    writeFileSync(join(folderOf(seats.customer), "token.txt"), `${token}\n`);
  }
}

async function run(who: Who, line: string): Promise<Told> {
  if (!begun.has(who)) await arrive(who);
  begun.add(who);
  const told = await typeLine(seats[who], line, url);
  const link = /\/join\S*#(\S+)/.exec(told.told)?.[1];
  const guest = Object.entries(invited).find(([email]) => line.includes(email))?.[1];
  if (link !== undefined && guest !== undefined) {
    if (guest === "publisher") joining.opened = performance.now();
    seats[guest].session = (await spend(url, link, () => "")).token;
  }
  if (who === "publisher" && line === "stoa release publish") joining.released = performance.now();
  return told;
}

async function firstOf(path: string, query: Record<string, string | boolean> = {}): Promise<string> {
  const { items } = await operator.client.get<{ items: { id: string }[] }>(`${operator.base}/${path}`, query);
  return items[0]?.id ?? "none";
}

async function listing(who: Who, line: string): Promise<string> {
  if (who === "customer") return firstOf("listings", { state: "published" });
  const { items } = await operator.client.get<{ items: ListingSummary[] }>(`${await sideOf()}/listings`, { waiting: true });
  const wanted = line.includes("approve") ? "Ledgerline Labs" : "Nele";
  return items.find(({ publisherName }) => publisherName === wanted)?.id ?? "none";
}

test("every command of README.md and docs/ does what it says", async (t) => {
  const files = ["README.md", ...globSync("docs/*.md", { cwd: root }).toSorted()];
  const blocks = files.flatMap((file) => readBlocks(file, readFileSync(join(root, file), "utf8")));
  const wrong = await runBlocks(blocks, {
    scenes,
    notHere,
    run,
    placeholders: {
      "https://stoa.example.com": () => url,
      "ruby:3.3": () => addedRuntime,
      "<listing>": listing,
      "<installation>": () => firstOf("installations"),
      "<run>": () => firstOf("runs"),
      "<customer>": () => firstOf("customers"),
      "<limit>": () => firstOf("limits"),
      "<day>": () => new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10),
      "<question>": async (who) => /hlp_\w+/.exec((await run(who, "stoa questions list --json")).told)?.[0] ?? "none",
    },
  });
  assert.deepEqual(wrong, []);
  assert.ok((await createClient({ url }).get<{ ok: boolean }>("/healthz")).ok, "the deployment is well after all of it");
  t.diagnostic(`from the invitation's link to a first release: ${((joining.released - joining.opened) / 1000).toFixed(1)} s`);
  assert.ok(joining.opened > 0 && joining.released > joining.opened);
});
