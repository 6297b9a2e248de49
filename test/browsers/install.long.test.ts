import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { fill, press, until, type Driver } from "./driver.ts";
import { openFirefox } from "./open-firefox.ts";
import { openWebkit } from "./open-webkit.ts";

let deployment: TriedDeployment;
let product: string;
let stoa: string;

before(async () => {
  await buildPages();
  const port = await freePort();
  stoa = `http://localhost:${port}`;
  deployment = await startDeployment({ allow: [], slots: 2, port, env: { STOA_EXAMPLE: "on", STOA_URL: stoa } });
  product = /The example product: (\S+)/.exec(deployment.main.stdout)?.[1] ?? assert.fail(deployment.said());
});

after(() => deployment?.stop());

async function signIn(driver: Driver): Promise<void> {
  await driver.open(`${product}/sign-in?next=/integrations`);
  await driver.page(`
    document.querySelector("#email").value = "maria@northwind.example";
    document.querySelector("#password").value = "ledgerline-demo";
    document.querySelector("form button.primary").click();`);
}

async function install(driver: Driver): Promise<void> {
  await signIn(driver);
  await until(
    "the listing",
    () => driver.frame<boolean>('return document.body.innerText.includes("Contacts from a list on the web");'),
    180,
  );
  assert.equal(await driver.frame('document.cookie = "probe=1; SameSite=None; Secure"; return document.cookie;'), "");
  await driver.page(`
    window.heard = [];
    document.addEventListener("stoa-installed", (event) => window.heard.push(event.detail.installationId));`);
  await press(driver, "Contacts from a list on the web");
  await press(driver, "Install");
  await press(driver, "Allow and go on");
  await fill(driver, "Address of Ledgerline", product);
  await fill(driver, "API key", "llk_not_a_real_key");
  await fill(driver, "Address of the CSV file", "https://lists.example.com/contacts.csv");
  await press(driver, "Save and go on");
  await until("the last step", () => driver.frame<boolean>('return document.body.innerText.includes("Run now");'));
  const [installed] = await driver.page<string[]>("return window.heard;");
  assert.match(installed ?? "", /^ins_/);
}

for (const [name, open] of [
  ["Firefox ESR", () => openFirefox(stoa)],
  ["WebKitGTK", () => openWebkit()],
] as const) {
  test(`the install path works in ${name}, in a frame without cookies`, async () => {
    const driver = await open();
    try {
      await install(driver);
    } finally {
      await driver.close();
    }
  });
}
