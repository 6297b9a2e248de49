import assert from "node:assert/strict";
import { openMarketplace, type Marketplace } from "../../../sdk/index.ts";
import { openStrictBrowser } from "../../embed/open-embedding.ts";
import type { Embedded } from "./embedded.ts";
import { title } from "./letters.ts";

/** Signs in at the product and asks its token address, as its own page would. */
async function openShop({ product, stoa }: Embedded, email: string): Promise<Marketplace> {
  const origin = { origin: product.url };
  const form = new URLSearchParams({ email, password: "ledgerline-demo" });
  const signedIn = await fetch(`${product.url}/sign-in`, { method: "POST", body: form, headers: origin, redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const getToken = async (): Promise<string> => {
    const answer = await fetch(`${product.url}/integrations/token`, { method: "POST", headers: { ...origin, cookie } });
    return ((await answer.json()) as { token: string }).token;
  };
  return openMarketplace({ url: stoa, getToken });
}

/** What a person does in the provider's window, whoever opened it. */
async function allowAt(address: string): Promise<void> {
  const context = await openStrictBrowser();
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("button", { name: "Connect Real ID" }).click();
  await page.getByPlaceholder(/login/i).fill("ada");
  await page.getByPlaceholder(/password/i).fill("x");
  await page.getByPlaceholder(/password/i).press("Enter");
  await page.getByRole("button", { name: /continue/i }).click();
  await page.getByRole("heading", { name: /is connected/ }).waitFor();
  await context.close();
}

/** The whole way of a customer by the typed client alone, with a person in the provider's window and nowhere else. */
export async function goHeadless(place: Embedded, email: string): Promise<void> {
  const shop = await openShop(place, email);
  const listing = (await shop.listings({ q: "letters" })).items.find((one) => one.title === title) ?? assert.fail("not listed");
  const { consent } = await shop.consent(listing.id);
  const { installationId } = await shop.install({ listingId: listing.id, consent });
  const [need = assert.fail("it needs an account")] = (await shop.needs(listing.id)).items;
  const begun = await shop.beginConnecting({ listingId: listing.id, need: need.name, way: "window" });
  const [attempt] = await Promise.all([shop.connecting(begun.id), allowAt(begun.address ?? "")]);
  assert.deepEqual([attempt.state, attempt.account], ["done", "ada"]);
  await shop.configure(installationId, { connections: { [need.name]: attempt.connectionId }, start: false });
  assert.equal((await shop.testConnection(attempt.connectionId ?? "")).ok, true);
  const choices = await endOf(shop, (await shop.run(installationId, "options")).runId);
  assert.match(JSON.stringify(choices.result), /Friends of ada/);
  const { config } = await shop.installation(installationId);
  await shop.configure(installationId, { config: { ...config, list: "friends" }, start: true });
  assert.match(JSON.stringify((await endOf(shop, (await shop.run(installationId, "preview")).runId)).result), /Zoë Quill/);
  const run = await endOf(shop, (await shop.run(installationId)).runId);
  assert.equal(run.state, "succeeded");
  const lines: string[] = [];
  for await (const { text } of shop.log(run.id)) lines.push(text);
  assert.match(lines.join("\n"), /Hello, Zoë Quill of friends/);
  await place.letters.askMore();
  const { waiting } = await shop.installation(installationId);
  assert.equal((await shop.acceptUpgrade(installationId, waiting?.consent ?? "")).state, "active");
  assert.deepEqual(
    (await shop.consents(installationId)).items.map(({ way }) => way),
    ["upgrade", "install"],
  );
  assert.ok((await shop.home()).items.some(({ id }) => id === installationId));
  assert.match(JSON.stringify(await shop.exportOf(installationId)), /friends/);
  await shop.uninstall(installationId);
  await shop.erase(installationId);
  const proof = await proofOf(shop, installationId);
  assert.deepEqual([proof.left, proof.asked], [0, true]);
}

async function endOf(shop: Marketplace, runId: string) {
  for await (const run of shop.follow(runId)) if (run.state !== "queued" && run.state !== "running") return run;
  return shop.runOf(runId);
}

async function proofOf(shop: Marketplace, installationId: string) {
  for (const late = Date.now() + 60_000; Date.now() < late; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const { proof } = await shop.erasure(installationId);
    if (proof) return proof;
  }
  return assert.fail("it was not erased");
}
