import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { getListing, publishRelease, reviewListing, searchListings } from "../catalog/index.ts";
import { longTranslations, makeRelease } from "../catalog/testing.ts";
import { cloneInstallations, countBytes, hearFacts } from "../../testing/index.ts";
import { followChannels } from "./facts.ts";
import {
  acceptUpgrade,
  configureInstallation,
  eraseDue,
  eraseInstallation,
  exportInstallation,
  getInstallation,
  listEntered,
  listInstallations,
  pauseEverything,
  pauseInstallation,
  resumeEverything,
  uninstall,
} from "./index.ts";
import { listConsents } from "./list-consents.ts";
import { suggestListings } from "./suggest-listings.ts";
import { openShop } from "./testing.ts";

const { world, host, sideId, base, icon, config, publishListing, install, operationId } = await openShop();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

test("form, settings and what is asked for stand in the order of the manifest", async () => {
  const scene = await publishListing("ordered");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { config: { depth: 2, ...config } });
  const { form, asks, config: shown } = await getInstallation(owner, { installationId });
  const order = ["server", "api_key", "depth"];
  assert.deepEqual(Object.keys(form.schema["properties"] as object), order);
  assert.deepEqual(
    asks.fields.map(({ name }) => name),
    order,
  );
  assert.deepEqual(Object.keys(shown ?? {}), order);
});

test("form, consent, name and keys are read in the reader's language; the program speaks that of who installed it, until another is chosen", async () => {
  const form = { type: "object", properties: { server: { type: "string", title: "Server" }, api_key: { type: "string", title: "Key" } } };
  const translations = {
    de: { "Contacts to CSV": "Kontakte als CSV", Server: "Adresse", Key: "Schlüssel", "Read contacts": "Kontakte lesen" },
  };
  const manifest = { ...base, configs: { schema: form, uischema: null }, translations };
  const scene = await publishListing("spoken", manifest);
  const { owner } = await world.makeCustomer(sideId);
  const german = { ...owner, languages: ["de"] };
  const { installationId } = await install(german, scene, { config: { server: "https://example.com", api_key: "key-number-one" } });
  const see = async (ctx: typeof owner) => {
    const { name, title, asks, form: shown, language, consent } = await getInstallation(ctx, { installationId });
    const { items } = await listInstallations(ctx, {});
    const { items: entered } = await listEntered(ctx, {});
    const { items: agreed } = await listConsents(ctx, { installationId });
    const titles = Object.values(shown.schema["properties"] as Record<string, { title: string }>).map((field) => field.title);
    const keys = entered.flatMap(({ fields }) => fields.map((field) => field.title));
    return {
      name,
      title,
      listed: items[0]?.name,
      titles,
      keys,
      asks: asks.permissions[0]?.title,
      agreed: agreed[0]?.asks,
      language,
      consent,
    };
  };
  const [said, plain] = [await see(german), await see(owner)];
  const { asks, agreed, ...rest } = said;
  assert.deepEqual([asks, agreed?.permissions[0]?.title], ["Kontakte lesen", "Kontakte lesen"]);
  const name = "Kontakte als CSV";
  const { consent } = scene;
  assert.deepEqual(rest, {
    name,
    title: name,
    listed: name,
    titles: ["Adresse", "Schlüssel"],
    keys: ["Schlüssel"],
    language: "de",
    consent,
  });
  assert.deepEqual([plain.title, plain.name, plain.titles], ["Contacts to CSV", name, ["Server", "Key"]], "its name is its customer's");
  assert.deepEqual([plain.consent, plain.agreed?.permissions[0]?.title], [consent, "Read contacts"]);
  await configureInstallation(owner, { operationId: operationId(), installationId, language: "en" });
  assert.equal((await see(german)).language, "en");
  const other = await install(owner, scene, { config: { server: "https://example.com", api_key: "key-number-one" } });
  const { name: called, language } = await getInstallation(german, other);
  assert.deepEqual([called, language], [name, "en"], "one that goes by its title goes by it in every language");
});

test("a list reads of each listing what it draws in its reader's language, however long its texts are in twenty", async () => {
  const manifest = { ...base, title: "Long in every language", translations: {} };
  const scene = await publishListing("long", { ...manifest, translations: longTranslations(manifest) });
  const german = { ...(await world.makeCustomer(sideId)).owner, languages: ["fr", "de"] };
  const { installationId } = await install(german, scene);
  await transaction(world.engine, ({ tx }) => cloneInstallations(tx, installationId, 49, null));
  const { items } = await listInstallations(german, {});
  assert.deepEqual([items.length, items[0]?.title], [50, `Titel de${"!".repeat(52)}`]);
  const { items: found } = await searchListings(german, { q: "titel de" });
  assert.deepEqual([found[0]?.id, Object.keys(found[0]?.said.translations ?? {})], [scene.listingId, ["de"]]);
  const whole = await countBytes(german, (ctx) => getListing(ctx, scene));
  assert.ok(whole > 500_000, `${whole}: its own page reads all of it, approved and as its release says it`);
  const lists: [string, number, (ctx: Ctx) => Promise<unknown>][] = [
    ["installations", 50, (ctx) => listInstallations(ctx, {})],
    ["keys", 50, (ctx) => listEntered(ctx, {})],
    ["consents", 1, (ctx) => listConsents(ctx, { installationId })],
    ["shop", 4, (ctx) => searchListings(ctx, {})],
    ["search", 4, (ctx) => searchListings(ctx, { q: "contacts titel" })],
    ["suggestions", 4, (ctx) => suggestListings({ ...ctx, scope: german.scope }, { words: "contacts" })],
  ];
  for (const [name, rows, read] of lists) {
    const bytes = await countBytes(german, read);
    assert.ok(bytes > 100 && bytes < 2_500 * rows, `${name}: ${bytes} bytes`);
  }
});

test("what is agreed to is said in words the host approved, and kept as it was said; a release's newer words wait for the host", async () => {
  const told = { title: "Delete every invoice", text: "It is for good." };
  const connections = [{ name: "books", kind: "provider", title: "Books", provider: "real-id", optional: true, fields: [] }];
  const release = (permissions: typeof base.permissions, de: Record<string, string>): typeof base => ({
    ...base,
    connections,
    permissions,
    translations: { de: { "Read contacts": "Kontakte lesen", ...de } },
  });
  const scene = await publishListing("waters-down", release(base.permissions, { Books: "Buchhaltung" }));
  const { owner } = await world.makeCustomer(sideId);
  const german = { ...owner, languages: ["de"] };
  const { installationId } = await install(german, scene);
  const publish = async (de: Record<string, string>) => {
    const { integrationId, publisher } = scene;
    const { id } = await makeRelease(publisher, integrationId, {
      manifest: release([...base.permissions, told], de),
      pictures: { icon, items: [] },
    });
    await publishRelease(publisher, { integrationId, releaseId: id });
    const { submission } = await getListing(host.owner, scene);
    return submission?.id ?? "";
  };
  const frank = { "Delete every invoice": "Alle Rechnungen löschen", "It is for good.": "Für immer.", Books: "Buchhaltung" };
  const submissionId = await publish(frank);
  await reviewListing(host.owner, { listingId: scene.listingId, submissionId, decision: "approve" });
  await publish({ "Delete every invoice": "Rechnungen ansehen", "It is for good.": "Es liest nur.", Books: "Notizblock" });
  await hearFacts(world.engine, followChannels);
  const { waiting, asks, accounts } = await getInstallation(german, { installationId });
  const [, asked] = waiting?.asks.permissions ?? [];
  assert.deepEqual(
    [waiting?.asksMore, asked],
    [["It may do: Alle Rechnungen löschen."], { title: "Alle Rechnungen löschen", text: "Für immer." }],
  );
  assert.deepEqual([asks.accounts[0]?.title, accounts[0]?.title], ["Buchhaltung", "Buchhaltung"]);
  await acceptUpgrade(german, { operationId: operationId(), installationId, consent: waiting?.consent ?? "" });
  const agreedTo = async (ctx: typeof owner) => {
    const { items } = await listConsents(ctx, { installationId });
    return items.map(({ asks: { permissions } }) => permissions.map(({ title }) => title));
  };
  const said = [["Kontakte lesen", "Alle Rechnungen löschen"], ["Kontakte lesen"]];
  assert.deepEqual(await agreedTo(german), said);
  const again = (await getListing(host.owner, scene)).submission?.id ?? "";
  await reviewListing(host.owner, { listingId: scene.listingId, submissionId: again, decision: "approve" });
  const { asks: now } = await getInstallation(german, { installationId });
  assert.deepEqual(
    [now.permissions[1]?.title, await agreedTo(german)],
    ["Rechnungen ansehen", said],
    "later words are not what was agreed to",
  );
  assert.deepEqual(await agreedTo({ ...owner, languages: ["en", "de"] }), [["Read contacts", "Delete every invoice"], ["Read contacts"]]);
});

test("everything is paused until a day in each one's own zone, and goes on together; nobody else's is touched", async () => {
  const scene = await publishListing("holiday");
  const { owner, viewer } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const far = await install(owner, scene, { zone: "Pacific/Auckland" });
  const near = await install(owner, scene, { zone: "UTC" });
  const before = await install(owner, scene);
  const strangers = await install(other.owner, scene);
  await pauseInstallation(owner, { operationId: operationId(), installationId: before.installationId });
  await assert.rejects(pauseEverything(viewer, { operationId: operationId() }), code("forbidden"));
  await assert.rejects(pauseEverything(owner, { operationId: operationId(), until: "2001-01-01" }), code("invalid_input"));
  const asked = { operationId: operationId(), until: new Date(world.clock.now() + 9 * 86_400_000).toISOString().slice(0, 10) };
  const done = await pauseEverything(owner, asked);
  assert.deepEqual(done.installationIds.toSorted(), [far.installationId, near.installationId].toSorted());
  assert.deepEqual(await pauseEverything(owner, asked), done, "the same operation again is the same answer");
  const see = async (made: { installationId: string }, ctx = owner) => {
    const { state, resumesAt } = await getInstallation(ctx, made);
    return [state, resumesAt === null ? null : Date.parse(asked.until) - Date.parse(resumesAt) > 0];
  };
  assert.deepEqual(await see(far), ["paused", true], "the day begins earlier there");
  assert.deepEqual(await see(near), ["paused", false]);
  assert.deepEqual(await see(before), ["paused", null]);
  assert.deepEqual(await see(strangers, other.owner), ["active", null]);
  assert.deepEqual(await pauseEverything(owner, { operationId: operationId() }), { installationIds: [] });
  await assert.rejects(resumeEverything(viewer, { operationId: operationId() }), code("forbidden"));
  assert.equal((await resumeEverything(other.owner, { operationId: operationId() })).installationIds.length, 0);
  assert.equal((await resumeEverything(owner, { operationId: operationId() })).installationIds.length, 3);
  assert.deepEqual(
    [await see(far), await see(before)],
    [
      ["active", null],
      ["active", null],
    ],
  );
});

test("keys entered in settings are listed by installation with their titles and times, never with what they are, and for nobody else", async () => {
  const scene = await publishListing("entered");
  const { owner } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { name: "Contacts by mail" });
  const gone = await install(owner, scene);
  await uninstall(owner, { operationId: operationId(), installationId: gone.installationId });
  const setAt = new Date(world.clock.now()).toISOString();
  const { items, next } = await listEntered(owner, {});
  const fields = [{ name: "api_key", title: "api_key", setAt }];
  assert.deepEqual([items, next], [[{ id: showId("installation", installationId), name: "Contacts by mail", fields }], null]);
  assert.ok(!JSON.stringify(items).includes("key-number-one"));
  assert.deepEqual((await listEntered(other.owner, {})).items, []);
  const second = await install(owner, scene);
  const page = await listEntered(owner, { limit: 1 });
  assert.deepEqual(
    [page.items[0]?.id, page.next],
    [showId("installation", second.installationId), showId("installation", second.installationId)],
  );
  assert.equal((await listEntered(owner, { limit: 1, after: page.next ?? "" })).items[0]?.name, "Contacts by mail");
});

test("what is kept of one that was uninstalled is erased by its owner, for good; nobody else can, and nothing installed is", async () => {
  const scene = await publishListing("erased");
  const { owner, viewer } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { name: "Of no use" });
  const erase = (ctx = owner) => eraseInstallation(ctx, { operationId: operationId(), installationId });
  await assert.rejects(erase(), code("conflict"));
  await uninstall(owner, { operationId: operationId(), installationId });
  assert.equal((await listInstallations(owner, { state: "removed" })).items[0]?.name, "Of no use");
  await assert.rejects(erase(viewer), code("forbidden"));
  await assert.rejects(erase(other.owner), code("not_found"));
  await erase();
  while ((await eraseDue(world.engine, [])) > 0);
  assert.deepEqual((await listInstallations(owner, { state: "removed" })).items, []);
  const { config, name, erasedAt } = await getInstallation(owner, { installationId });
  assert.deepEqual([config, name === "Of no use", erasedAt !== null], [{}, false, true], "its page says that it is gone, and nothing else");
  await assert.rejects(exportInstallation(owner, { installationId, parts: [] }), code("not_found"));
  await assert.rejects(erase(), code("not_found"));
});
