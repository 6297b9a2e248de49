import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { FrameLocator } from "playwright-core";
import { type FeedServer, startFeedServer } from "../programs/servers/start-feed-server.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { buildPages, firstNeedMs, type Journey, keepLog, openJourney } from "./open-journey.ts";

const contacts = `name,organisation,email,phone
Zoë Quill,Quill & Co,zoe@quill.example,+44 20 7946 0011
Anna Bergström,Berg & Partner,anna@bergstrom-arkitekter.example,+46 8 123 456
Ravi Menon,Menon Textiles,ravi@menon-textiles.example,+91 22 5550 0199
`;

let feed: FeedServer;
let deployment: TriedDeployment;
let product: string;
let journey: Journey;

before(async () => {
  await buildPages();
  feed = await startFeedServer();
  feed.put("/contacts.csv", contacts, "text/csv");
  deployment = await startDeployment({ allow: [new URL(feed.url).host], slots: 2, env: { STOA_EXAMPLE: "on" } });
  product = /The example product: (\S+)/.exec(deployment.main.stdout)?.[1] ?? assert.fail(deployment.said());
  journey = await openJourney({ name: "customer" });
});

after(async () => {
  if (deployment) keepLog(deployment.dataDir, "customer");
  await journey?.close();
  await deployment?.stop();
  await feed?.stop();
});

test("a customer finds, reads, installs, sets up, runs and understands an integration inside the product they use", async () => {
  const { page, see } = journey;
  await page.goto(`${product}/sign-in`);
  await see("sign-in-at-the-product");
  await page.getByLabel("E-mail").fill("maria@northwind.example");
  await page.getByLabel("Password").fill("ledgerline-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await see("home-of-the-product");
  const shop = await openShop();
  await findListing(shop);
  await readListing(shop);
  await install(shop);
  await runAndRead(shop);
  await readRefusal(await openShopAgain());
});

/** The shop stands in the product's own page; right after a first start its listings are still being built. */
async function openShop(): Promise<FrameLocator> {
  const { page, see } = journey;
  await page.getByRole("link", { name: "Integrations" }).click();
  const shop = page.frameLocator("stoa-marketplace iframe");
  await shop.getByRole("heading", { name: "What do you want to connect?" }).waitFor();
  await see("shop-just-started", shop);
  await shop.getByRole("link", { name: /Contacts from a list on the web/ }).waitFor({ timeout: firstNeedMs });
  await see("shop", shop);
  return shop;
}

async function findListing(shop: FrameLocator): Promise<void> {
  await shop.getByRole("searchbox").or(shop.getByLabel("Search the marketplace")).first().fill("contacts web");
  await shop.getByText("Found for “contacts web”").waitFor();
  await journey.see("shop-searched", shop);
  await shop.getByRole("link", { name: /Contacts from a list on the web/ }).click();
}

/** What it does, what it may reach, what it asks for. */
async function readListing(shop: FrameLocator): Promise<void> {
  await shop.getByRole("heading", { level: 1, name: "Contacts from a list on the web" }).waitFor();
  await shop
    .getByText("Reads a list (a CSV file, a table that spreadsheets can save) from an address and keeps your contacts in step with it.")
    .first()
    .waitFor();
  await shop.getByRole("heading", { name: "Reaches only these addresses" }).waitFor();
  await shop.getByText("What you enter as “Address of the list”").first().waitFor();
  await shop.getByText("One for each row of the list that is none yet.").waitFor();
  await journey.see("listing", shop);
}

async function install(shop: FrameLocator): Promise<void> {
  const { see } = journey;
  await shop.getByRole("link", { name: "Install", exact: true }).click();
  await shop.getByRole("heading", { name: "Install Contacts from a list on the web" }).waitFor();
  await see("install-allow", shop);
  await shop.getByRole("button", { name: "Allow and go on" }).click();
  await shop.getByLabel("Address of the list").waitFor();
  await see("install-form", shop);
  await shop.getByLabel("Address of the list").fill(`${feed.url}/contacts.csv`);
  await see("install-form-filled", shop);
  await shop.getByLabel("When it runs").selectOption({ label: "On days of the week" });
  await shop.getByLabel("Thursday").check();
  await shop.getByText(/^Monday and Thursday at \d\d:\d\d\. Next: (Monday|Thursday) \d/).waitFor();
  await see("install-schedule", shop);
  await shop.getByRole("button", { name: "Save and go on" }).click();
  await shop.getByRole("button", { name: "Run now" }).waitFor();
  await see("install-run", shop);
  // Nothing runs before the last step, and who went away comes back to it.
  await shop.getByRole("link", { name: "Installed" }).click();
  await shop.getByText("Not set up").first().waitFor();
  await see("installed-not-switched-on", shop);
  await shop.getByText("Contacts from a list on the web").first().click();
  await shop.getByRole("button", { name: "Leave it to the schedule" }).waitFor();
}

async function runAndRead(shop: FrameLocator): Promise<void> {
  const { page, see } = journey;
  await shop.getByRole("button", { name: "Run now" }).click();
  await shop.getByRole("region", { name: /^Log / }).waitFor();
  await see("run-begun", shop);
  const verdict = shop.getByRole("region", { name: /^Verdict/ });
  await shop.getByRole("region", { name: "Verdict: Fine" }).waitFor();
  await see("run-ended", shop);
  assert.match(await verdict.innerText(), /2 new, 1 changed/);
  // Several requests went over one connection: its number would contradict their list.
  const reached = shop.getByRole("listitem").filter({ hasText: "The product itself" });
  assert.deepEqual(await reached.allInnerTexts(), ["The product itself, with what you allowed"]);
  await page.getByRole("link", { name: "Contacts", exact: true }).click();
  await page.getByText("Ravi Menon").first().waitFor();
  await see("contacts-of-the-product");
}

/** The list on the web has changed. */
async function openShopAgain(): Promise<FrameLocator> {
  const { page } = journey;
  feed.put("/contacts.csv", `${contacts}Olga Ivanova,Ivanova Design,olga@ivanova-design.example,+359 2 555 0123\n`, "text/csv");
  await page.getByRole("link", { name: "Integrations" }).click();
  return page.frameLocator("stoa-marketplace iframe");
}

/** What it may do in the product is taken back: what went wrong in one sentence, the line that shows it, and whose move it is. */
async function readRefusal(shop: FrameLocator): Promise<void> {
  await shop.getByRole("link", { name: "Installed" }).click();
  await shop.getByText("Contacts from a list on the web").first().click();
  await shop.getByRole("button", { name: "Run now" }).waitFor();
  await journey.see("installation", shop);
  await shop.getByRole("button", { name: "Take back: Add contacts" }).click();
  await shop.getByRole("button", { name: "Take it back" }).click();
  await shop.getByRole("button", { name: "Allow: Add contacts" }).waitFor();
  await shop.getByRole("button", { name: "Run now" }).click();
  const verdict = shop.getByRole("region", { name: /^Verdict: (?!Waiting|Running|Fine)/ });
  await verdict.waitFor();
  await journey.see("run-refused", shop);
  assert.match(await verdict.innerText(), /Your move/);
  await verdict.getByRole("link", { name: /log line/ }).waitFor();
  await verdict.getByRole("link", { name: "See what it may do" }).click();
  await shop.getByRole("button", { name: "Allow: Add contacts" }).click();
  await shop.getByRole("button", { name: "Take back: Add contacts" }).waitFor();
}
