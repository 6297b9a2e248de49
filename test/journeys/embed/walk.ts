import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { readZip } from "../../../server/base/zip/testing/read-zip.ts";
import type { Embedded } from "./embedded.ts";
import { title } from "./letters.ts";
import { button, heading, region, text } from "./sight.ts";
import type { Visitor } from "./visitor.ts";

/** The whole way of a customer, from a slip in the search to what is left when it is gone. */
export async function walk(place: Embedded, visitor: Visitor): Promise<void> {
  await find(visitor);
  await connect(visitor);
  await configure(visitor);
  await run(visitor);
  await upgrade(place, visitor);
  await leave(visitor);
}

async function find({ shop, hands, say, step }: Visitor): Promise<void> {
  await step("search", () => hands.type(shop, say("Search the marketplace"), "lettres contcts"), [
    text(say("Found for “{query}”", { query: "letters contacts" })),
  ]);
  await step("listing", () => hands.press(shop, "link", new RegExp(title)), [
    heading(say("Uses your account: {title}", { title: "Real ID" })),
  ]);
}

async function connect({ page, shop, hands, say, step }: Visitor): Promise<void> {
  const allow = say("Allow and go on");
  await step("install", () => hands.press(shop, "link", say("Install")), [button(allow)]);
  const begin = say("Connect {provider}", { provider: "Real ID" });
  await step("allow", () => hands.press(shop, "button", allow), [button(begin)]);
  const windowOpens = page.waitForEvent("popup");
  await step("connect", () => hands.press(shop, "button", begin), [
    text(say("Waiting for you in the window of {provider}.", { provider: "Real ID" })),
  ]);
  const window = await windowOpens;
  await step("connected", () => allowThere(window, say("{account} is connected", { account: "ada" })), [{ ...text("ada"), alone: true }]);
}

/** What the provider's own pages ask, by keys; our page at the end speaks the language of the one that opened it. @returns when it was agreed */
async function allowThere(window: Page, connected: string): Promise<number> {
  await window.getByPlaceholder(/login/i).press("a");
  await window.keyboard.type("da");
  await window.getByPlaceholder(/password/i).press("x");
  await window.keyboard.press("Enter");
  const agree = window.getByRole("button", { name: /continue/i });
  await agree.waitFor();
  const agreed = Date.now();
  await agree.press("Enter");
  await window.getByRole("heading", { name: connected }).waitFor();
  assert.equal(new URL(window.url()).search, "", "code and state stay in the address");
  return agreed;
}

async function configure({ shop, hands, say, step }: Visitor): Promise<void> {
  await step("form", () => hands.press(shop, "button", say("Go on")), [
    button(say("Save and go on")),
    text(say("Choices from your account")),
  ]);
  await step(
    "save",
    async () => {
      await hands.choose(shop, "List of people", "Friends of ada");
      await hands.press(shop, "button", say("Save and go on"));
    },
    [button(say("Preview"))],
  );
}

async function run({ page, shop, hands, say, step }: Visitor): Promise<void> {
  const words = `(${say("Waiting to start")}|${say("Running")})`;
  const underWay = region(new RegExp(say("Verdict: {word}", { word: words })));
  await step("preview", () => hands.press(shop, "button", say("Preview")), [underWay, heading(say("What a run would do"))]);
  await shop.getByText("write to: Zoë Quill").waitFor();
  const allSet = text(say("All set. It runs again when somebody starts it."));
  await step("run", () => hands.press(shop, "button", say("Run now")), [underWay, text("Hello, Zoë Quill of friends"), allSet]);
  assert.match(new URL(page.url()).hash, /^#!\/runs\/run_/);
}

async function upgrade({ letters }: Embedded, { shop, hands, say, step }: Visitor): Promise<void> {
  const more = await letters.askMore();
  const look = say("See what it asks");
  await step("asks-more", () => hands.press(shop, "link", say("Back to this integration")), [button(look)]);
  await step("what-is-new", () => hands.press(shop, "button", look), [text(`It may do: ${more}.`)]);
  const take = new RegExp(`^${say("Allow and take {version}", { version: ".+" })}$`);
  await step("upgrade", () => hands.press(shop, "button", take), [{ ...button(look), gone: true }]);
}

async function leave({ page, shop, hands, say, step }: Visitor): Promise<void> {
  await step(
    "uninstall",
    async () => {
      await hands.press(shop, "button", say("More"));
      await hands.press(shop, "menuitem", say("Uninstall"));
    },
    [button(say("Uninstall it"))],
  );
  const [file] = await Promise.all([page.waitForEvent("download"), hands.press(shop, "button", say("Export before"))]);
  const kept = readZip(readFileSync(await file.path())).get("export.json") ?? "";
  assert.ok(kept.includes("friends"), "the settings are in the export");
  await step("gone", () => hands.press(shop, "button", say("Uninstall it")), [text(say("It was uninstalled"))]);
  await step(
    "erase",
    async () => {
      await hands.press(shop, "button", say("Delete what is kept"));
      await hands.type(shop, say("Type “{typeName}” to go on", { typeName: title }), title);
      await hands.press(shop, "button", say("Delete it for good"));
    },
    [button(say("It is being erased")), heading(say("Proof of erasure"))],
  );
}
