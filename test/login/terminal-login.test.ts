import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { BegunLogin, CollectedLogin, HostView, LinkView } from "@stoa/contract";
import { createClient, places } from "@stoa/sdk";
import type { Page } from "playwright-core";
import { collectFaults, findBarriers, openBrowser } from "../../web/test/open-browser.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { startDeployment } from "../try/deployment.ts";
import { spend } from "../try/people.ts";

const pictures = join(import.meta.dirname, "../../test-artifacts/login");
mkdirSync(pictures, { recursive: true });
await buildPages();
const deployment = await startDeployment({ allow: [], slots: 4 });
after(() => deployment.stop());
const { url } = deployment;
const browser = await openBrowser();
after(() => browser.close());
const operator = await spend(url, deployment.operatorCode, () => places.operator());

const terminal = createClient({ url });
const begin = (): Promise<BegunLogin> => terminal.send("POST", "/v1/logins/begin", { device: "stoa on a laptop" });
const collect = ({ secret }: BegunLogin): Promise<CollectedLogin> => terminal.send("POST", "/v1/logins/collect", { secret });

interface Look {
  width: number;
  scheme: "light" | "dark";
}

async function openPage({ width, scheme }: Look, path: string): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = collectFaults(page);
  await page.goto(url + path);
  return { page, faults };
}

const signIn = (page: Page, session: string): Promise<void> =>
  page.context().addCookies([{ name: "stoa_session", value: session, url, httpOnly: true, sameSite: "Lax" }]);

const heading = (page: Page, name: string): Promise<void> => page.getByRole("heading", { level: 1, name }).waitFor();

/** Photographs it; nothing may keep anybody out, and nothing scroll sideways. */
async function see(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(await findBarriers(page), [], name);
  assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")) <= 0, `${name} scrolls sideways`);
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    const text = await page.evaluate<string>("document.activeElement?.textContent ?? ''");
    if (text === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reaches "${name}"`);
}

test("by keyboard alone: a stranger is asked to sign in, then compares, reads what it may, and lets the terminal in", async () => {
  const begun = await begin();
  const { page, faults } = await openPage({ width: 1280, scheme: "light" }, new URL(begun.page).pathname + new URL(begun.page).hash);
  await heading(page, "Sign in first");
  assert.ok((await page.textContent("main"))?.includes(begun.code), "the code is lost");
  await see(page, "1-sign-in-first");
  assert.ok(faults.splice(0).every((fault) => fault.includes("401")));
  await signIn(page, operator.token);
  await heading(page, "A terminal wants to sign in");
  await see(page, "2-code");
  await page.keyboard.press("Enter");
  await heading(page, "Let this terminal act for you?");
  const said = (await page.textContent("main")) ?? "";
  for (const part of ["stoa on a laptop", begun.code, "127.0.0.1", "everything in this deployment", "90 days"])
    assert.ok(said.includes(part), part);
  await see(page, "3-decision");
  assert.equal((await collect(begun)).state, "waiting", "nothing is given before the decision");
  await tabTo(page, "Let it in");
  await page.keyboard.press("Enter");
  await heading(page, "It is signed in");
  await see(page, "4-done");
  const { token } = await collect(begun);
  const items = await createClient({ url, token: token ?? "" }).get<{ items: HostView[] }>("/v1/operator/hosts");
  assert.ok(Array.isArray(items.items));
  assert.deepEqual(
    faults.filter((fault) => !fault.includes("401")),
    [],
  );
});

test("on a phone, in the dark: who has several places chooses one, and may refuse; a wrong code says what to do", async () => {
  const host = await operator.client.send<HostView>("POST", "/v1/operator/hosts", { name: "Ledgerline", slug: "ledgerline" });
  const side = places.side(host.sides[0]?.id ?? "");
  const join = async (body: object, token?: string) => {
    const link = await operator.client.send<LinkView>("POST", `${side}/invites`, { email: "hana@example.com", ...body });
    return spend(url, new URL(link.url).hash.slice(1), () => side, token);
  };
  const first = await join({ role: "publisher_owner", publisherName: "Hana's Labs" });
  const hana = await join({ role: "host_owner" }, first.token);
  const begun = await begin();
  const { page } = await openPage({ width: 390, scheme: "dark" }, "/login");
  await signIn(page, hana.token);
  await heading(page, "A terminal wants to sign in");
  await page.getByLabel("Code").fill("BBBB-BBBB");
  await page.keyboard.press("Enter");
  await page.getByText("There is no request with this code").waitFor();
  await see(page, "5-wrong-code");
  await page.getByLabel("Code").fill(begun.code.toLowerCase());
  await page.keyboard.press("Enter");
  await heading(page, "Let this terminal act for you?");
  assert.equal(await page.getByRole("radio").count(), 2, "a host is one place, whatever its sides");
  await page.getByRole("radio", { name: /Hana's Labs/ }).focus();
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("radio", { name: /Hana's Labs/ }).isChecked(), true);
  await see(page, "6-places");
  await tabTo(page, "Refuse");
  await page.keyboard.press("Enter");
  await heading(page, "It was refused");
  await see(page, "7-refused");
  await assert.rejects(collect(begun), /refused/);
});
