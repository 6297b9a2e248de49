import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Embedded } from "./embedded.ts";
import type { Visitor } from "./visitor.ts";

const title = "Letters to contacts";

/** The whole way of a customer, from a slip in the search to what is left when it is gone. */
export async function walk(place: Embedded, visitor: Visitor): Promise<void> {
  await find(visitor);
  await connect(visitor);
  await configure(visitor);
  await run(visitor);
  await upgrade(place, visitor);
  await leave(visitor);
}

async function find({ shop, hands, say, step, paint }: Visitor): Promise<void> {
  const tile = shop.getByRole("link", { name: new RegExp(title) });
  await step(
    "shop",
    () => Promise.resolve(),
    () => tile.waitFor(),
  );
  await paint();
  await step(
    "search",
    () => hands.type(shop, say("Search the marketplace"), "lettres contcts"),
    () => shop.getByText(say("Found for “{query}”", { query: "letters contacts" })).waitFor(),
  );
  await step(
    "listing",
    () => hands.press(shop, "link", new RegExp(title)),
    () => shop.getByRole("heading", { name: say("Uses your account: {title}", { title: "Real ID" }) }).waitFor(),
  );
}

async function connect({ page, shop, hands, say, step }: Visitor): Promise<void> {
  const allow = say("Allow and go on");
  await step(
    "install",
    () => hands.press(shop, "link", say("Install")),
    () => shop.getByRole("button", { name: allow }).waitFor(),
  );
  const begin = say("Connect {provider}", { provider: "Real ID" });
  await step(
    "allow",
    () => hands.press(shop, "button", allow),
    () => shop.getByRole("button", { name: begin }).waitFor(),
  );
  await step(
    "connect",
    async () => {
      const [window] = await Promise.all([page.waitForEvent("popup"), hands.press(shop, "button", begin)]);
      await allowThere(window, say("{account} is connected", { account: "ada" }));
    },
    () => shop.getByText("ada", { exact: true }).waitFor(),
  );
}

/** What the provider's own pages ask, by keys; our page at the end speaks the language of the one that opened it. */
async function allowThere(window: Page, connected: string): Promise<void> {
  await window.getByPlaceholder(/login/i).press("a");
  await window.keyboard.type("da");
  await window.getByPlaceholder(/password/i).press("x");
  await window.keyboard.press("Enter");
  await window.getByRole("button", { name: /continue/i }).press("Enter");
  await window.getByRole("heading", { name: connected }).waitFor();
  assert.equal(new URL(window.url()).search, "", "code and state stay in the address");
}

async function configure({ shop, hands, say, step }: Visitor): Promise<void> {
  await step(
    "form",
    () => hands.press(shop, "button", say("Go on")),
    () => shop.getByText(say("Choices from your account")).waitFor(),
  );
  await step(
    "save",
    async () => {
      await hands.choose(shop, "List of people", "Friends of ada");
      await hands.press(shop, "button", say("Save and go on"));
    },
    () => shop.getByRole("button", { name: say("Preview"), exact: true }).waitFor(),
  );
}

async function run({ page, shop, hands, say, step }: Visitor): Promise<void> {
  await step(
    "preview",
    () => hands.press(shop, "button", say("Preview")),
    () => shop.getByRole("heading", { name: say("What a run would do") }).waitFor(),
  );
  await shop.getByText("write to: Zoë Quill").waitFor();
  await step(
    "run",
    () => hands.press(shop, "button", say("Run now")),
    async () => {
      await shop.getByText("Hello, Zoë Quill of friends").waitFor();
      await shop.getByRole("region", { name: say("Verdict: {word}", { word: say("Fine") }) }).waitFor();
    },
  );
  assert.match(new URL(page.url()).hash, /^#!\/runs\/run_/);
}

async function upgrade({ letters }: Embedded, { shop, hands, say, step }: Visitor): Promise<void> {
  const more = await letters.askMore();
  const look = say("See what it asks");
  await step(
    "asks-more",
    () => hands.press(shop, "link", say("Installation")),
    () => shop.getByRole("button", { name: look }).waitFor(),
  );
  await step(
    "what-is-new",
    () => hands.press(shop, "button", look),
    () => shop.getByText(`It may do: ${more}.`).waitFor(),
  );
  await step(
    "upgrade",
    () => hands.press(shop, "button", new RegExp(`^${say("Allow and take {version}", { version: ".+" })}$`)),
    () => shop.getByRole("button", { name: look }).waitFor({ state: "detached" }),
  );
}

async function leave({ page, shop, hands, say, step }: Visitor): Promise<void> {
  await step(
    "uninstall",
    async () => {
      await hands.press(shop, "button", say("More"));
      await hands.press(shop, "menuitem", say("Uninstall"));
    },
    () => shop.getByRole("button", { name: say("Uninstall it") }).waitFor(),
  );
  const [file] = await Promise.all([page.waitForEvent("download"), hands.press(shop, "button", say("Export before"))]);
  const kept = JSON.parse(readFileSync(await file.path(), "utf8")) as { runs?: unknown[] };
  assert.ok(JSON.stringify(kept).includes("friends"), "the settings are in the export");
  await step(
    "gone",
    () => hands.press(shop, "button", say("Uninstall it")),
    () => shop.getByText(say("It was uninstalled")).first().waitFor(),
  );
}
