import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { LinkView } from "@stoa/contract";
import { type RunningHost, startHost } from "../../examples/host/start-host.ts";
import { runGit } from "../../server/testing/clone.ts";
import { testRuntimesDir } from "../../server/rooms/sandbox/testing.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { bringPeople, type People } from "../try/people.ts";
import { buildPages, firstNeedMs, type Journey, keepLog, openJourney } from "./open-journey.ts";

const cli = join(import.meta.dirname, "../../cli/bin/stoa.mjs");
const work = mkdtempSync(join(tmpdir(), "stoa-journey-"));
let product: RunningHost;
let deployment: TriedDeployment;
let people: People;
let journey: Journey;

before(async () => {
  await buildPages();
  product = await startHost({ dataFolder: join(work, "product") });
  deployment = await startDeployment({ allow: [], slots: 2 });
  product.connect({ stoaUrl: deployment.url });
  people = await bringPeople(deployment.url, deployment.operatorCode, product);
  journey = await openJourney({ name: "publisher", size: { width: 1440, height: 900 } });
});

after(async () => {
  if (deployment) keepLog(deployment.dataDir, "publisher");
  await journey?.close();
  await deployment?.stop();
  await product?.stop();
  rmSync(work, { recursive: true, force: true });
});

test("a publisher joins, writes a program, pushes it, watches its build, publishes it and sees it run at a customer", async () => {
  await accept();
  const stoa = terminal(await makeToken());
  const made = await stoa(["init", "hello", "--lang", "python"]);
  assert.match(made, /stoa\.yaml/);
  const tried = await stoa(["run"], "hello");
  assert.match(tried, /Done|succeeded|fine/i);
  await addBuild(join(work, "hello"));
  await pushAndWatch(stoa);
  await publish();
  await list();
  await approve();
  await runAtCustomer();
});

/** By the link of an invitation, spent by a press. */
async function accept(): Promise<void> {
  const { page, see } = journey;
  const joining = { email: "nora@nova.example", role: "publisher_owner", publisherName: "Nova Integrations" };
  const link = await people.host.client.send<LinkView>("POST", `${people.host.base}/invites`, joining);
  await page.goto(link.url);
  await page.getByLabel("Your name").fill("Nora Lind");
  await see("join");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "Bring your first integration" }).waitFor();
  await see("home-while-empty");
}

async function makeToken(): Promise<string> {
  const { page, see } = journey;
  await page.getByRole("navigation").getByRole("link", { name: "Tokens", exact: true }).click();
  await page.getByRole("button", { name: "Make a token" }).first().click();
  await page.getByLabel("Name").fill("laptop");
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = await page.getByRole("dialog").locator("code").innerText();
  await see("token-made");
  await page.getByRole("button", { name: "I have copied it" }).click();
  await see("tokens");
  return token;
}

type Stoa = (args: string[], folder?: string) => Promise<string>;

/** The command line as the publisher has it. */
function terminal(token: string): Stoa {
  const env = {
    PATH: process.env["PATH"],
    HOME: work,
    XDG_CACHE_HOME: cacheWithRuntimes(),
    LANG: "C.UTF-8",
    STOA_URL: deployment.url,
    STOA_TOKEN: token,
    STOA_CREDENTIALS: join(work, "credentials.json"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  return async (args, folder = ".") => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: join(work, folder), env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 0, `stoa ${args.join(" ")}: ${said}`);
    return said;
  };
}

/** `stoa run` keeps the runtimes it makes for a user; those of this machine's tests serve as well. */
function cacheWithRuntimes(): string {
  const cache = join(work, "cache");
  mkdirSync(join(cache, "stoa"), { recursive: true });
  mkdirSync(join(testRuntimesDir(), "runtimes"), { recursive: true });
  symlinkSync(join(testRuntimesDir(), "runtimes"), join(cache, "stoa", "runtimes"));
  return cache;
}

/** A build that takes long enough to be watched, also where the browser is slow. */
async function addBuild(folder: string): Promise<void> {
  appendFileSync(join(folder, "stoa.yaml"), "build: for part in $(seq 20); do echo part $part of 20 is checked; sleep 0.5; done\n");
  const author = ["-c", "user.name=Nora", "-c", "user.email=nora@nova.example"];
  const { ok, told } = await runGit(folder, [...author, "commit", "-q", "-a", "-m", "Check before packing"]);
  assert.ok(ok, told);
}

/** The push goes on in the terminal while its log runs on the page. */
async function pushAndWatch(stoa: Stoa): Promise<void> {
  const { page, see } = journey;
  await page.getByRole("navigation").getByRole("link", { name: "Builds", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Builds" }).waitFor();
  await see("builds-while-empty");
  const pushed = stoa(["push"], "hello");
  pushed.catch(() => undefined);
  await page.getByRole("link", { name: /#1\b/ }).first().click();
  await page.getByRole("heading", { level: 1, name: "Build #1" }).waitFor();
  await page.getByText("part 2 of 20 is checked").waitFor({ timeout: firstNeedMs });
  await page.getByRole("region", { name: "Verdict: Building" }).waitFor();
  await see("build-under-way");
  assert.match(await pushed, /Build 1 succeeded/);
  await page.getByRole("region", { name: /^Verdict: (Built|Fine|Succeeded)/ }).waitFor();
  await see("build-ended");
}

async function publish(): Promise<void> {
  const { page, see } = journey;
  await page.getByRole("navigation").getByRole("link", { name: "Integrations", exact: true }).click();
  await see("integrations");
  await page.getByRole("main").getByRole("link", { name: /hello/i }).first().click();
  await page.getByRole("heading", { level: 1, name: /hello/i }).waitFor();
  await see("integration-built");
  await page
    .getByRole("button", { name: /^Publish/ })
    .first()
    .click();
  await page.getByText(/It is in no marketplace yet/).waitFor();
  await see("integration-published");
}

async function list(): Promise<void> {
  const { page, see } = journey;
  await page.getByRole("link", { name: "Write a listing" }).click();
  await page.getByRole("listitem").filter({ hasText: "live" }).getByRole("button", { name: "Write a listing" }).click();
  await page.getByLabel("Title").waitFor();
  await see("listing-draft");
  await page.getByLabel("Title").fill("Hello");
  await page.getByLabel("In one sentence").fill("Says hello to everybody in your address book, once a day.");
  await page.getByLabel("Description").fill("A first integration. It greets, counts whom it greeted, and changes nothing.");
  await page.getByRole("combobox", { name: "Categories" }).fill("greetings");
  await page.keyboard.press("Enter");
  await page.getByLabel("Support").fill("help@nova.example");
  await page.getByRole("button", { name: "Save the text" }).click();
  await page.getByText("It is ready to hand in.").waitFor();
  await see("listing-ready");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByText("The host looks at what you handed in.").waitFor();
  await see("listing-with-the-host");
}

/** The host's move, on its own pages. */
async function approve(): Promise<void> {
  const { client, base } = people.host;
  const { items } = await client.get<{ items: { id: string; integrationSlug: string }[] }>(`${base}/listings`, { limit: 50 });
  const id = items.find((item) => item.integrationSlug === "hello")?.id ?? assert.fail("nothing was handed in");
  const { submission } = await client.get<{ submission: { id: string } }>(`${base}/listings/${id}`);
  await client.send("POST", `${base}/listings/${id}/review`, { submissionId: submission.id, decision: "approve" });
  await journey.page.getByText("Customers see this listing.").waitFor();
  await journey.see("listing-in-the-marketplace");
}

async function runAtCustomer(): Promise<void> {
  const { page, see } = journey;
  const { client, base } = people.customer;
  const { items } = await client.get<{ items: { id: string }[] }>(`${base}/listings`);
  const listingId = items[0]?.id ?? assert.fail("the shop is empty");
  const { consent } = await client.get<{ consent: string }>(`${base}/listings/${listingId}/consent`);
  const install = { operationId: crypto.randomUUID(), listingId, consent, zone: "Europe/Berlin" };
  const { installationId } = await client.send<{ installationId: string }>("POST", `${base}/installations`, install);
  await client.send("PATCH", `${base}/installations/${installationId}`, {
    operationId: crypto.randomUUID(),
    config: { greeting: "Hello" },
  });
  await client.send("POST", `${base}/installations/${installationId}/runs`, { mode: "run" });
  await page.getByRole("navigation").getByRole("link", { name: "Runs", exact: true }).click();
  await page.locator("[data-row-link]").first().waitFor();
  await page.getByText("Fine", { exact: true }).first().waitFor();
  await see("runs");
  await page.locator("[data-row-link]").first().click();
  await page.getByRole("region", { name: "Verdict: Fine" }).waitFor();
  await page.getByText("The customer does not share the logs").waitFor();
  await see("run-without-log");
  await client.send("PATCH", `${base}/installations/${installationId}`, { operationId: crypto.randomUUID(), shareLogs: true });
  await page.getByRole("region", { name: /^Log / }).getByText(/Hello/i).first().waitFor();
  await see("run");
  await page.getByRole("navigation").getByRole("link", { name: "Home", exact: true }).click();
  await page.getByText(/1 run, all fine/).waitFor();
  await see("home");
}
