import { showId } from "@stoa/contract";
import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { hearFacts } from "../../testing/index.ts";
import { publishRelease, reviewListing, rollbackRelease, getListing, setAudience } from "../catalog/index.ts";
import { makeRelease, plantListings } from "../catalog/testing.ts";
import { closeCustomer, putPerson } from "../identity/index.ts";
import { readSecrets } from "../trust/index.ts";
import { suggestListings } from "./suggest-listings.ts";
import { sumInstallSources } from "./sum-install-sources.ts";
import {
  acceptUpgrade,
  configureInstallation,
  countInstalls,
  exportInstallation,
  followChannels,
  getInstallation,
  installListing,
  listInstallations,
  loadRunnables,
  pauseInstallation,
  resumeInstallation,
  uninstall,
} from "./index.ts";
import { readHostFacts } from "./host-facts.ts";
import { openShop } from "./testing.ts";

const { world, host, sideId, base, config, icon, publishListing, install, operationId } = await openShop();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

test("a customer installs a listing; its secret is kept apart and shown to nobody", async () => {
  const scene = await publishListing("first");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId, state } = await install(owner, scene);
  assert.equal(state, "active");
  const seen = await getInstallation(owner, { installationId });
  assert.equal(seen.config?.["server"], config.server);
  assert.deepEqual([seen.icon, (await listInstallations(owner, {})).items[0]?.icon], [icon.digest, icon.digest], "its listing's picture");
  assert.deepEqual(Object.keys(seen.config?.["api_key"] as object), ["set"]);
  assert.equal((await getInstallation(scene.publisher, { installationId })).config, null);
  const [runnable] = await transaction(world.engine, (ctx) => loadRunnables(ctx, [installationId]));
  const secretId = runnable?.secretIds["api_key"] ?? "";
  assert.equal((await readSecrets(world.engine, [secretId])).get(secretId), config.api_key);
  const exported = await exportInstallation(owner, { installationId, parts: [] });
  assert.ok(!JSON.stringify(exported).includes(config.api_key) && JSON.stringify(exported).includes(config.server));
});

test("a form begins with the customer's name and the e-mail of who installs; not with another customer's", async () => {
  const { owner } = await world.makeCustomer(sideId);
  const ref = (await readHostFacts(owner))["customer.name"] ?? "";
  const ada = { ref, subject: "ada", email: "ada@halden.example", role: "owner" as const };
  const { personId } = await putPerson(host.owner, ada);
  const actor = { kind: "person", personId, roles: ["customer_owner"] } as const;
  assert.deepEqual(await readHostFacts({ ...owner, actor }), { "customer.name": ref, "person.email": "ada@halden.example" });
  const { owner: stranger } = await world.makeCustomer(sideId);
  const elsewhere = await readHostFacts({ ...stranger, actor });
  assert.ok(
    elsewhere["customer.name"] !== ref && elsewhere["person.email"] === undefined,
    "nobody's e-mail is told at a customer they are not of",
  );
});

test("a release's page is told where its host let customers have it, and asked anew of who installed before", async () => {
  const scene = await publishListing("paged");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene);
  const seen = () => getInstallation(owner, { installationId });
  assert.equal((await seen()).page, null);
  const page = "a".repeat(64);
  const { id } = await makeRelease(scene.publisher, scene.integrationId, { manifest: { ...base, page: "page" }, page });
  await publishRelease(scene.publisher, { integrationId: scene.integrationId, releaseId: id });
  assert.deepEqual([(await seen()).page, (await seen()).waiting], [null, null], "its host is asked first");
  const { submission } = await getListing(host.owner, { listingId: scene.listingId });
  await reviewListing(host.owner, { listingId: scene.listingId, submissionId: submission?.id ?? "", decision: "approve" });
  await hearFacts(world.engine, followChannels, countInstalls);
  const { waiting, page: none } = await seen();
  assert.deepEqual([none, waiting?.asksMore.length], [null, 1]);
  await acceptUpgrade(owner, { operationId: operationId(), installationId, consent: waiting?.consent ?? "" });
  assert.equal((await seen()).page, page);
});

test("the same operation again gives the same answer; with another body it is refused", async () => {
  const scene = await publishListing("again");
  const { owner } = await world.makeCustomer(sideId);
  const input = { operationId: operationId(), listingId: scene.listingId, consent: scene.consent, config };
  const answers = await Promise.all([installListing(owner, input), installListing(owner, input), installListing(owner, input)]);
  assert.equal(new Set(answers.map((answer) => answer.installationId)).size, 1);
  assert.equal((await listInstallations(owner, {})).items.length, 1);
  await assert.rejects(installListing(owner, { ...input, config: { ...config, api_key: "key-number-two" } }), code("operation_mismatch"));
});

test("a wrong form says which field, and changes nothing", async () => {
  const scene = await publishListing("wrong");
  const { owner } = await world.makeCustomer(sideId);
  const wrong = install(owner, scene, { config: { server: "x", depth: 9 } });
  await assert.rejects(
    wrong,
    (error: unknown) =>
      error instanceof StoaError &&
      JSON.stringify(error.problems?.map((problem) => problem.path).toSorted()) === '["/api_key","/depth","/server"]',
  );
  await assert.rejects(install(owner, scene, { schedule: "every day" }), code("invalid_input"));
  const refused: [string, RegExp][] = [
    ["0 8 * * Monday", /^"Monday" is not a day of the week\. Write 0 \(Sunday\) to 6/],
    ["0 25 * * *", /^"25" is not an hour\. Write 0 to 23/],
    ["0 8 * *", /it has 4 of five parts\. Write minute, hour/],
  ];
  for (const [schedule, words] of refused)
    await assert.rejects(install(owner, scene, { schedule }), (error: StoaError) => words.test(`${error.message} ${error.fix}`));
  await assert.rejects(install(owner, scene, { zone: "Mars/Base" }), code("invalid_input"));
  await assert.rejects(install(owner, scene, { consent: "0".repeat(64) }), code("conflict"));
  assert.equal((await listInstallations(owner, {})).items.length, 0);
  const draft = await install(owner, scene, { config: undefined });
  assert.equal(draft.state, "draft");
  assert.equal(
    (await configureInstallation(owner, { operationId: operationId(), installationId: draft.installationId, config })).state,
    "active",
  );
});

test("a secret left out of the form stays, a new one replaces it and the old row goes", async () => {
  const scene = await publishListing("secret");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene);
  const idNow = async (): Promise<string> =>
    (await transaction(world.engine, (ctx) => loadRunnables(ctx, [installationId])))[0]?.secretIds["api_key"] ?? "";
  const first = await idNow();
  const shown = (await getInstallation(owner, { installationId })).config ?? {};
  await configureInstallation(owner, { operationId: operationId(), installationId, config: { ...shown, server: "https://other.example" } });
  assert.equal(await idNow(), first);
  await configureInstallation(owner, {
    operationId: operationId(),
    installationId,
    config: { server: "https://other.example", api_key: "key-number-two" },
  });
  const second = await idNow();
  assert.equal((await readSecrets(world.engine, [second])).get(second), "key-number-two");
  await assert.rejects(readSecrets(world.engine, [first]), code("not_found"));
});

test("starting put off leaves a draft however complete; asked for, it starts or says what is missing", async () => {
  const scene = await publishListing("put-off");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId: id } = await install(owner, scene, { start: false });
  const read = async () => {
    const { state, ready } = await getInstallation(owner, { installationId: id });
    return { state, ready };
  };
  assert.deepEqual(await read(), { state: "draft", ready: true });
  const change = (more: object) => configureInstallation(owner, { operationId: operationId(), installationId: id, ...more });
  await change({ config: { server: "https://other.example" }, schedule: "0 7 * * 1", start: false });
  assert.deepEqual(await read(), { state: "draft", ready: true });
  await change({ start: true });
  assert.deepEqual(await read(), { state: "active", ready: true });
  assert.equal((await change({ start: false, shareLogs: true })).state, "active");
  const { installationId: empty } = await install(owner, scene, { config: undefined, start: false });
  assert.equal((await getInstallation(owner, { installationId: empty })).ready, false);
  await assert.rejects(
    configureInstallation(owner, { operationId: operationId(), installationId: empty, start: true }),
    code("invalid_input"),
  );
  await assert.rejects(install(owner, scene, { config: undefined, start: true }), code("invalid_input"));
  const { owner: stranger } = await world.makeCustomer(sideId);
  await assert.rejects(configureInstallation(stranger, { operationId: operationId(), installationId: id, start: true }), code("not_found"));
});

test("a request let in before the host closed the customer begins nothing after it: install, resume, a draft's last field", async () => {
  const scene = await publishListing("closed");
  const { customerId, owner } = await world.makeCustomer(sideId);
  const step = { operationId: operationId(), installationId: (await install(owner, scene)).installationId };
  await pauseInstallation(owner, step);
  const draft = await install(owner, scene, { config: undefined });
  await closeCustomer(host.owner, { ref: showId("customer", customerId) });
  await assert.rejects(install(owner, scene), code("refused"));
  await assert.rejects(resumeInstallation(owner, { ...step, operationId: operationId() }), code("refused"));
  const last = { operationId: operationId(), installationId: draft.installationId, config };
  await assert.rejects(configureInstallation(owner, last), code("refused"));
  assert.deepEqual((await listInstallations(owner, {})).items.map(({ state }) => state).toSorted(), ["draft", "paused"]);
});

test("pause, resume and uninstall follow the state machine; uninstalling erases the secrets", async () => {
  const scene = await publishListing("life");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene);
  const step = (verb: typeof pauseInstallation) => verb(owner, { operationId: operationId(), installationId });
  assert.equal((await step(pauseInstallation)).state, "paused");
  assert.equal((await step(pauseInstallation)).state, "paused", "as long as before");
  assert.equal((await step(resumeInstallation)).state, "active");
  const secretId = (await transaction(world.engine, (ctx) => loadRunnables(ctx, [installationId])))[0]?.secretIds["api_key"] ?? "";
  assert.equal((await step(uninstall)).state, "removed");
  await assert.rejects(readSecrets(world.engine, [secretId]), code("not_found"));
  await assert.rejects(step(resumeInstallation), code("conflict"));
  assert.equal((await getInstallation(owner, { installationId })).config?.["server"], config.server);
});

test("another customer and a viewer can do nothing with it", async () => {
  const scene = await publishListing("foreign");
  const mine = await world.makeCustomer(sideId);
  const theirs = await world.makeCustomer(sideId);
  const { installationId } = await install(mine.owner, scene);
  const input = { installationId, operationId: operationId() };
  await assert.rejects(getInstallation(theirs.owner, input), code("not_found"));
  for (const verb of [configureInstallation, pauseInstallation, resumeInstallation, uninstall]) {
    await assert.rejects(verb(theirs.owner, { ...input, operationId: operationId() }), code("not_found"));
    await assert.rejects(verb(mine.viewer, { ...input, operationId: operationId() }), code("forbidden"));
  }
  await assert.rejects(acceptUpgrade(theirs.owner, { ...input, consent: scene.consent }), code("not_found"));
  await assert.rejects(exportInstallation(theirs.owner, { installationId, parts: [] }), code("not_found"));
  await assert.rejects(install(mine.viewer, scene), code("forbidden"));
  const other = await world.makeHost();
  const stranger = await world.makeCustomer(other.liveSideId);
  await assert.rejects(install(stranger.owner, scene), code("not_found"));
  assert.equal((await listInstallations(theirs.owner, {})).items.length, 0);
  assert.equal((await listInstallations(scene.publisher, {})).items.length, 1);
  const ofCustomer = async (id: string) => (await listInstallations(scene.publisher, { customerId: showId("customer", id) })).items.length;
  assert.equal(await ofCustomer(mine.customerId), 1);
  assert.equal(await ofCustomer(theirs.customerId), 0);
});

test("followers move with the channel, and wait for consent where it asks for more", async () => {
  const scene = await publishListing("follow");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene);
  const hear = (): Promise<void> => hearFacts(world.engine, followChannels, countInstalls);
  const publish = async (manifest: typeof base): Promise<string> => {
    const release = await makeRelease(scene.publisher, scene.integrationId, { manifest });
    await publishRelease(scene.publisher, { integrationId: scene.integrationId, releaseId: release.id });
    await hear();
    return release.id;
  };
  await hear();
  assert.equal((await getListing(owner, { listingId: scene.listingId })).listing.installs, 1);
  await publish(base);
  const same = await getInstallation(owner, { installationId });
  assert.deepEqual([same.release.number, same.waiting], [2, null]);
  const approve = async (): Promise<void> => {
    const { submission } = await getListing(host.owner, { listingId: scene.listingId });
    await reviewListing(host.owner, { listingId: scene.listingId, submissionId: submission?.id ?? "", decision: "approve" });
    await hear();
  };
  const asking = await publish({ ...base, network: { declared: true, hosts: ["more.example.com:443"] } });
  const unseen = await getInstallation(owner, { installationId });
  assert.deepEqual([unseen.release.number, unseen.waiting], [2, null], "nobody is asked before the host has looked");
  await approve();
  const asked = await getInstallation(owner, { installationId });
  assert.deepEqual(asked.waiting?.asksMore, ["It reaches more.example.com:443."]);
  assert.deepEqual([asked.release.number, asked.waiting?.number, asked.waiting?.asks.hosts], [2, 3, ["more.example.com:443"]]);
  await rollbackRelease(scene.publisher, { integrationId: scene.integrationId });
  await hear();
  const back = await getInstallation(owner, { installationId });
  assert.deepEqual([back.release.number, back.waiting], [2, null], "what was taken back can be agreed to no more");
  await publishRelease(scene.publisher, { integrationId: scene.integrationId, releaseId: asking });
  await hear();
  await assert.rejects(acceptUpgrade(owner, { operationId: operationId(), installationId, consent: scene.consent }), code("conflict"));
  await acceptUpgrade(owner, { operationId: operationId(), installationId, consent: asked.waiting?.consent ?? "" });
  const agreed = await getInstallation(owner, { installationId });
  assert.deepEqual([agreed.release.number, agreed.waiting], [3, null]);
  await publish({ ...base, network: { declared: true, hosts: [] }, permissions: [] });
  const fewer = await getInstallation(owner, { installationId });
  assert.deepEqual([fewer.release.number, fewer.waiting, fewer.asks.hosts], [4, null, []], "who asks for less need not ask");
  await publishRelease(scene.publisher, { integrationId: scene.integrationId, releaseId: asking });
  await hear();
  const within = await getInstallation(owner, { installationId });
  assert.deepEqual([within.release.number, within.waiting], [3, null], "what was agreed to once stays agreed to");
});

test("the newest build is installed only where it asks for no more than the listing shows", async () => {
  const scene = await publishListing("newest");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { channel: "latest" });
  await makeRelease(scene.publisher, scene.integrationId, {
    manifest: { ...base, network: { declared: true, hosts: ["far.example.com:443"] } },
  });
  await hearFacts(world.engine, followChannels, countInstalls);
  const kept = await getInstallation(owner, { installationId });
  assert.deepEqual([kept.release.number, kept.waiting], [1, null], "a build the host has not approved waits");
  await assert.rejects(install(owner, scene, { channel: "latest" }), code("conflict"));
});

test("what fits a page of the host's is suggested with its reason, the named service first; what is installed, hidden or another host's is not", async () => {
  const own = await world.makeHost();
  const { publisherId } = await world.makePublisher(own.hostId);
  const planted = (slug: string, title: string, category: string, installs: number, description = "") => ({
    slug,
    publisherName: "Harbour",
    installs,
    content: { title, summary: "", description, categories: [category], support: "", hosts: [] },
  });
  const ids = await plantListings(world.engine, { sideId: own.liveSideId, hostId: own.hostId, publisherId }, [
    planted("xero", "Invoices to Xero", "accounting", 1),
    planted("sheets", "Invoices to Google Sheets", "spreadsheets", 9),
    planted("contacts", "Xero contacts", "accounting", 5),
    planted("aside", "Backup", "storage", 50, "Also keeps invoices."),
  ]);
  const { viewer } = await world.makeCustomer(own.liveSideId);
  const suggested = async (context: object) =>
    (await suggestListings(viewer, context)).map(({ listing, because }) => [
      listing.integrationSlug,
      because.map(({ kind }) => kind).join("+"),
    ]);
  assert.deepEqual(await suggested({ provider: "Xero", object: "invoices" }), [
    ["xero", "provider+object"],
    ["contacts", "provider"],
    ["sheets", "object"],
  ]);
  assert.deepEqual(await suggested({ category: "Accounting" }), [
    ["contacts", "category"],
    ["xero", "category"],
  ]);
  assert.deepEqual(await suggested({ limit: 1 }), [["aside", "popular"]]);
  assert.deepEqual(await suggested({ object: "zebra" }), []);
  assert.deepEqual(await suggested({ words: "':* \0 &" }), []);
  await setAudience(own.owner, { listingId: ids.get("contacts") ?? "", tiers: ["gold"], groups: [] });
  assert.deepEqual(await suggested({ provider: "Xero" }), [["xero", "provider"]]);
  const elsewhere = (await world.makeCustomer(sideId)).viewer;
  assert.deepEqual(await suggestListings(elsewhere, { provider: "Xero" }), []);
  const scene = await publishListing("fitting");
  const { owner } = await world.makeCustomer(sideId);
  const fits = async () =>
    (await suggestListings(owner, { object: "contacts", limit: 12 })).some(({ listing }) => listing.id === scene.listingId);
  assert.equal(await fits(), true);
  const { installationId } = await install(owner, scene);
  assert.equal(await fits(), false, "installed");
  await uninstall(owner, { operationId: operationId(), installationId });
  assert.equal(await fits(), true, "and gone again");
  await assert.rejects(suggestListings(own.owner, {}), code("forbidden"));
});

test("how customers came to install is kept and summed for the host and the publisher of the listing, and nobody else", async () => {
  const scene = await publishListing("sourced");
  const install3 = async (source?: string) => install((await world.makeCustomer(sideId)).owner, scene, source ? { source } : {});
  for (const source of ["search", "search", "suggest", undefined]) await install3(source);
  const of = async (ctx: Ctx) =>
    (await sumInstallSources(ctx, {})).items.find(({ listing }) => listing.id === showId("listing", scene.listingId));
  const { installs, sources } = (await of(scene.publisher)) ?? {};
  assert.deepEqual([installs, sources?.["search"], sources?.["suggest"], sources?.["direct"], sources?.["link"]], [4, 2, 1, 1, 0]);
  assert.deepEqual(await of(host.owner), await of(scene.publisher));
  const { owner: otherPublisher } = await world.makePublisher(host.hostId);
  const otherHost = await world.makeHost();
  assert.deepEqual([(await sumInstallSources(otherPublisher, {})).items, (await sumInstallSources(otherHost.owner, {})).items], [[], []]);
  await assert.rejects(sumInstallSources((await world.makeCustomer(sideId)).owner, {}), code("forbidden"));
  world.clock.advance(5 * 7 * 86_400_000);
  assert.equal(await sumInstallSources(scene.publisher, { weeks: 4 }).then(({ items }) => items.length), 0);
});
