import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";
import { startHost, type RunningHost } from "../../examples/host/start-host.ts";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { startRealProvider } from "../../server/rooms/connections/testing.ts";
import { bringListing } from "../try/bring-listing.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { bringPeople, type People } from "../try/people.ts";
import { buildPages, openJourney, type Journey } from "./open-journey.ts";

const manifest = `version: 1
contract: stoa
name: who
title: Who am I
base: bash
run: bash main.sh
connections:
  - name: id
    provider: real-id
    title: Real ID
    scopes: [contacts.read]
    http: { allow: [GET /me] }
`;
const program = `exec 5<>/dev/tcp/id.stoa.internal/80
printf 'GET /me HTTP/1.1\\r\\nHost: id.stoa.internal\\r\\nConnection: close\\r\\n\\r\\n' >&5
grep -o '"sub":"[a-z]*"' <&5 && echo 'count created 1' >&3
`;

const work = mkdtempSync(join(tmpdir(), "stoa-connect-"));
const port = await freePort();
// The product at 127.0.0.1 and Stoa at localhost are two sites to a browser.
const url = `http://localhost:${port}`;
// Not in a hook: it closes itself at the end of where it was started.
const provider = await startRealProvider(url);
let product: RunningHost;
let deployment: TriedDeployment;
let people: People;
let journey: Journey;

before(async () => {
  await buildPages();
  product = await startHost({ dataFolder: join(work, "product") });
  deployment = await startDeployment({ allow: [provider.place], slots: 2, port, env: { STOA_URL: url } });
  product.connect({ stoaUrl: url });
  people = await bringPeople(url, deployment.operatorCode, product);
  journey = await openJourney({ name: "connections" });
});

after(async () => {
  await journey?.close();
  await deployment?.stop();
  await product?.stop();
  rmSync(work, { recursive: true, force: true });
});

test("in another product's frame a customer connects an account in a window of its provider, and a run uses it", async () => {
  await describeProvider();
  await bringProgram();
  const shop = await openShop();
  await shop.getByRole("link", { name: /Who am I/ }).click();
  await shop.getByRole("heading", { name: "Uses your account: Real ID" }).waitFor();
  await journey.see("listing", shop);
  await shop.getByRole("link", { name: "Install", exact: true }).click();
  await shop.getByRole("button", { name: "Allow and go on" }).click();
  await connect(shop);
  await shop.getByRole("button", { name: "Go on" }).click();
  await shop.getByRole("button", { name: "Go on" }).click();
  await shop.getByRole("button", { name: "Run now" }).click();
  await shop.getByRole("region", { name: "Verdict: Fine" }).waitFor({ timeout: 40_000 });
  await journey.see("run", shop);
  await seeConnections(shop);
});

/** The host enters its app on its own page. */
async function describeProvider(): Promise<void> {
  const { definition } = provider;
  await people.host.client.send("PUT", `${people.host.base}/providers/real-id/app`, { definition });
  const { page, see } = journey;
  await page.context().addCookies([{ name: "stoa_session", value: people.host.token, url: deployment.url }]);
  await page.goto(`${deployment.url}${people.host.base.replace("/v1", "")}/providers`);
  const row = page.getByRole("listitem").filter({ hasText: "Real ID" });
  await see("providers");
  await row.getByRole("button", { name: "Enter an app" }).click();
  await page.getByLabel("Client id").fill(provider.app.clientId);
  await page.getByLabel("Client secret").fill(provider.app.clientSecret);
  await see("app");
  await page.getByRole("button", { name: "Save the app at Real ID" }).click();
  await row.getByRole("button", { name: "Try it" }).click();
  await page.getByText("Real ID knows it.").waitFor();
  await see("app-works");
  await page.context().clearCookies();
}

async function bringProgram(): Promise<void> {
  const folder = join(work, "source");
  mkdirSync(folder);
  writeFileSync(join(folder, "stoa.yaml"), manifest);
  writeFileSync(join(folder, "main.sh"), program);
  const one = { id: "who", about: "Asks who you are.", folder } as Parameters<typeof bringListing>[1];
  await bringListing({ url: deployment.url, people, work, progress: () => undefined }, one, { hosts: [] } as unknown as Parameters<
    typeof bringListing
  >[2]);
}

async function openShop(): Promise<FrameLocator> {
  const { page } = journey;
  const [login] = product.logins;
  await page.goto(`${product.url}/sign-in`);
  await page.getByLabel("E-mail").fill(login?.email ?? "");
  await page.getByLabel("Password").fill(login?.password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Integrations" }).click();
  return page.frameLocator("stoa-marketplace iframe");
}

async function connect(shop: FrameLocator): Promise<void> {
  const { page, see } = journey;
  await shop.getByRole("button", { name: "Connect Real ID" }).waitFor();
  await see("install-connect", shop);
  const [window] = await Promise.all([page.waitForEvent("popup"), shop.getByRole("button", { name: "Connect Real ID" }).click()]);
  await allowThere(window);
  await shop.getByText("ada", { exact: true }).waitFor();
  await see("install-connected", shop);
}

/** What the provider's own pages ask; nothing of ours stands between. */
async function allowThere(window: Page): Promise<void> {
  const visited: string[] = [];
  window.on("framenavigated", (frame) => visited.push(frame.url()));
  await window.getByPlaceholder(/login/i).fill("ada");
  await window.getByPlaceholder(/password/i).fill("any");
  await window.getByRole("button", { name: /sign-in/i }).click();
  await window.getByRole("button", { name: /continue/i }).click();
  await window.getByRole("heading", { name: "ada is connected" }).waitFor();
  await window.screenshot({ path: join("test-artifacts", "journeys", "connections", "window.png") });
  assert.equal(new URL(window.url()).search, "", "code and state stay in the address");
  for (const address of visited) assert.ok(!address.includes(provider.app.clientSecret));
}

async function seeConnections(shop: FrameLocator): Promise<void> {
  await shop.getByRole("link", { name: "Connections", exact: true }).click();
  await shop.getByText("Real ID: ada").waitFor();
  await shop.getByRole("button", { name: "Try it" }).click();
  await shop.getByText("It works.").waitFor();
  await journey.see("connections", shop);
}
