import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openEmbedded } from "./embedded.ts";
import { goHeadless } from "./headless.ts";
import { addresses, secrets, visit } from "./visitor.ts";
import { walk } from "./walk.ts";

const place = await openEmbedded();
const [first, second] = place.product.logins.filter(({ role }) => role === "owner");

test("in the host's colours, in English, with a mouse: from a slip in the search to the export of what it leaves", async (t) => {
  const visitor = await visit(place, { name: "embed", email: first?.email ?? "", size: { width: 1280, height: 800 } });
  const events = ["installed", "configured", "run-started", "run-succeeded", "uninstalled"];
  await visitor.page.evaluate(`
    window.heard = [];
    for (const type of ${JSON.stringify(events)}) document.addEventListener("stoa-" + type, () => heard.push(type));`);
  await walk(place, visitor);
  assert.deepEqual([...new Set(await visitor.page.evaluate<string[]>("heard"))], events);
  tell(t, visitor.took);
});

test("in another host's colours, dark, in German, on a phone, by keyboard alone", async (t) => {
  const theme = { accent: "#b3261e", accentDark: "#ffb4ab", font: "Georgia", radius: 14, density: "compact", scheme: "dark" };
  const element = { lang: "de" as const, theme };
  const size = { width: 390, height: 844 };
  const visitor = await visit(place, { name: "embed-phone", email: second?.email ?? "", size, keyboard: true, element });
  await visitor.shop.getByRole("heading", { name: "Was möchten Sie verbinden?" }).waitFor();
  const worn = await visitor.frame().evaluate<Record<string, string>>(`(() => {
    const { dataset, lang } = document.documentElement;
    const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return { scheme: dataset.mantineColorScheme, lang, radius: read("--radius"), font: read("--font-sans").split(",")[0] };
  })()`);
  assert.deepEqual(worn, { scheme: "dark", lang: "de", radius: "14px", font: "Georgia" });
  await walk(place, visitor);
  tell(t, visitor.took);
});

test("without our pages: by the typed client alone, with a person in the provider's window and nowhere else", () =>
  goHeadless(place, first?.email ?? ""));

test("no token and no session stands in any address, or in what the deployment wrote", () => {
  assert.ok(secrets.size >= 4, `${secrets.size} were seen`);
  const logs = readFileSync(join(place.deployment.dataDir, "machine", "stoa.log"), "utf8") + place.deployment.said();
  for (const secret of secrets) {
    const end = secret.slice(-24);
    assert.ok(!addresses.some((address) => address.includes(end)), "in an address");
    assert.ok(!logs.includes(end), "in a log");
  }
});

function tell(t: { diagnostic(text: string): void }, took: ReadonlyMap<string, number[]>): void {
  t.diagnostic([...took].map(([step, ms]) => `${step} ${ms.map((one) => Math.round(one)).join(" / ")} ms`).join(", "));
}
