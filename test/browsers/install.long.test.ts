import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openEmbedded } from "../journeys/embed/embedded.ts";
import { openFirefox } from "./firefox.ts";
import { button, field, link, option, type Surface, tile, words } from "./surface.ts";
import { openWebKit } from "./webkit.ts";

const place = await openEmbedded();
const logins = place.product.logins.filter(({ role }) => role === "owner");
const pictures = join(import.meta.dirname, "../../test-artifacts/browsers");
mkdirSync(pictures, { recursive: true });

for (const [name, openBrowser, login] of [
  ["Firefox ESR", openFirefox, logins[0]],
  ["WebKitGTK", openWebKit, logins[1]],
] as const) {
  test(`${name}: signed in by the product, from the listing over a connected account to a run that went well`, async () => {
    const surface = await openBrowser();
    try {
      await signIn(surface, login?.email ?? assert.fail("no login"));
      await install(surface);
      await surface.picture(join(pictures, `${name}.png`));
    } catch (error) {
      await surface.picture(join(pictures, `${name}, failed.png`));
      throw new Error(`where stands:\n${await surface.words().catch(() => "nothing")}`, { cause: error });
    } finally {
      await surface.close();
    }
  });
}

async function signIn(surface: Surface, email: string): Promise<void> {
  await surface.open(`${place.product.url}/sign-in`);
  await surface.type("page", field("E-mail"), email);
  await surface.type("page", field("Password"), "ledgerline-demo");
  await surface.press("page", button("Sign in"));
  await surface.see("page", words("Overdue"));
  await surface.open(`${place.product.url}/integrations`);
}

async function install(surface: Surface): Promise<void> {
  await surface.press("frame", tile("Letters to contacts"));
  await surface.press("frame", link("Install"));
  await surface.press("frame", button("Allow and go on"));
  await surface.press("frame", button("Connect Real ID"));
  await surface.type("window", field("login"), "ada");
  await surface.type("window", field("password"), "x");
  await surface.press("window", button("Sign-in"));
  await surface.press("window", button("Continue"));
  await surface.press("frame", button("Go on"));
  await surface.see("frame", words("Choices from your account"));
  await surface.press("frame", field("List of people"));
  await surface.press("frame", option("Friends of ada"));
  await surface.press("frame", button("Save and go on"));
  await surface.press("frame", button("Run now"));
  await surface.see("frame", words("Hello, Zoë Quill of friends"));
  await surface.see("frame", words("Fine"));
}
