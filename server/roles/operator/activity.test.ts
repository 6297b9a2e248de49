import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { audit, forgetSettings, newId, StoaError, transaction } from "../../base/index.ts";
import { createToken } from "../../rooms/identity/index.ts";
import { configureInstallation, pauseInstallation, uninstall } from "../../rooms/installs/index.ts";
import { openScene } from "../../rooms/runs/testing.ts";
import { listActors } from "./list-actors.ts";
import { listAudit } from "./list-audit.ts";
import { tableAudit } from "./table-audit.ts";

test("a customer's activity says who changed what, before and after; of a secret only that it was changed, and nothing of it to others", async () => {
  const scene = await openScene();
  const schema = {
    type: "object",
    properties: { folder: { type: "string", title: "Folder" }, api_key: { type: "string", format: "secret" } },
  };
  const translations = { de: { "Contacts to CSV": "Kontakte als CSV" } };
  const published = await scene.publish("true", { secrets: ["api_key"], configs: { schema, uischema: null }, translations });
  const { owner, viewer } = await scene.makeCustomer();
  const installationId = await scene.install(owner, published, { folder: "=in", api_key: "first-secret-value" });
  const config = { folder: "out, 2", api_key: "second-secret-value" };
  await configureInstallation(owner, { operationId: "activity-1", installationId, config, schedule: "0 5 * * *" });
  await pauseInstallation(owner, { operationId: "activity-2", installationId });
  const { items } = await listAudit(owner, { installationId: showId("installation", installationId) });
  const settings = items.find(({ verb }) => verb === "installation.settings");
  assert.deepEqual(
    [settings?.before, settings?.after],
    [
      { folder: "=in", api_key: "(secret)" },
      { folder: "out, 2", api_key: "(changed)" },
    ],
  );
  assert.deepEqual(settings?.titles, { folder: "Folder" });
  assert.equal(settings?.about?.id, showId("installation", installationId));
  const configured = items.find(({ verb }) => verb === "installation.configure");
  const scheduleOf = (value: unknown): unknown => (value as { schedule: unknown } | undefined)?.schedule;
  assert.deepEqual([scheduleOf(configured?.before), scheduleOf(configured?.after)], [null, "0 5 * * *"]);
  assert.ok(items.every(({ actor }) => actor.kind === "person"));
  assert.deepEqual(
    (await listAudit(owner, { q: "pause" })).items.map(({ verb }) => verb),
    ["installation.pause"],
  );
  const name = settings.about.name;
  assert.equal(name, "Contacts to CSV", "what it was done to is named");
  const inGerman = await listAudit({ ...owner, languages: ["de"] }, { installationId: showId("installation", installationId) });
  assert.deepEqual([...new Set(inGerman.items.map(({ about }) => about?.name))], ["Kontakte als CSV"]);
  const found = async (query: { q: string; verbs?: string }) => (await listAudit(owner, query)).items.map(({ verb }) => verb);
  assert.deepEqual(new Set(await found({ q: name })).has("installation.settings"), true, "by its name");
  assert.deepEqual(await found({ q: "words of the page", verbs: "installation.pause,run.cancel" }), ["installation.pause"]);
  assert.deepEqual(await found({ q: "words of the page" }), []);
  const same = (await listAudit(owner, { limit: 200 })).items.length;
  await configureInstallation(owner, { operationId: "activity-3", installationId, config: { folder: config.folder } });
  assert.equal((await listAudit(owner, { limit: 200 })).items.length, same, "what changes nothing is not written");
  assert.equal((await listAudit(owner, { to: new Date(0).toISOString() })).items.length, 0);
  const paused = (await listAudit(owner, { q: "pause" })).items[0]?.at ?? "";
  const later = new Date(Date.parse(paused) + 1).toISOString();
  const within = async (from: string, to: string) => (await listAudit(owner, { q: "pause", from, to })).items.length;
  assert.deepEqual(
    [await within(paused, later), await within(later, later), await within(paused, paused)],
    [1, 0, 0],
    "from is in, to is not",
  );
  await assert.rejects(
    listAudit(owner, { from: "2016-12-31T23:59:60Z" }),
    (error: unknown) => error instanceof StoaError && error.code === "invalid_input",
    "a leap second",
  );
  const all = JSON.stringify(await listAudit(owner, { limit: 200 }));
  assert.ok(!/first-secret|second-secret/.test(all));
  assert.ok(
    !JSON.stringify(await listAudit(published.publisher, { limit: 200 })).includes("out, 2"),
    "its publisher does not see settings",
  );
  const csv = await tableAudit(owner, {});
  const lines = csv.split("\r\n");
  assert.equal(lines[0], "at,actor,kind,verb,subject,about,before,after");
  assert.ok(lines.some((line) => line.includes('"{""folder"":""out, 2"",""api_key"":""(changed)""}"')));
  const forbidden = (error: unknown) => error instanceof StoaError && error.code === "forbidden";
  await assert.rejects(listAudit(viewer, {}), forbidden);
  const other = await scene.makeCustomer();
  assert.deepEqual(
    (await listAudit(other.owner, { q: name, verbs: "installation.pause" })).items,
    [],
    "another customer finds nothing by it",
  );
  assert.deepEqual((await listAudit(other.owner, { installationId: showId("installation", installationId) })).items, []);
  await transaction(other.owner, (inner) => forgetSettings(inner, installationId));
  assert.match(JSON.stringify(await listAudit(owner, { limit: 200 })), /out, 2/, "another customer erases nothing of it");
});

test("an activity is asked for by who did it: people and programs of the tenant, each once, and of nobody else", async () => {
  const scene = await openScene();
  const { owner, viewer, customerId } = await scene.makeCustomer();
  const of = (person: string, ...roles: "customer_owner"[]) => ({ ...owner, actor: { kind: "person" as const, personId: person, roles } });
  const [first, second, stranger] = [newId(owner.clock), newId(owner.clock), newId(owner.clock)];
  const { id: tokenId } = await createToken(owner, { name: "monthly export", roles: ["customer_owner"] });
  const program = { ...owner, actor: { kind: "token" as const, tokenId, roles: ["customer_owner" as const] } };
  const does = (ctx: typeof owner, verb: string, of: string) => transaction(ctx, (inner) => audit(inner, { verb, customerId: of }));
  for (const nth of [1, 2, 3]) await does(of(first), `first.${nth}`, customerId);
  await does(of(second), "second.1", customerId);
  await does(program, "program.1", customerId);
  const other = await scene.makeCustomer();
  await transaction(other.owner, (inner) =>
    audit({ ...inner, actor: { kind: "person", personId: stranger, roles: [] } }, { verb: "other.1", customerId: other.customerId }),
  );
  const verbsOf = async (actorId: string) => (await listAudit(owner, { actorId })).items.map(({ verb }) => verb);
  assert.deepEqual(await verbsOf(showId("person", first)), ["first.3", "first.2", "first.1"]);
  assert.deepEqual(await verbsOf(showId("token", tokenId)), ["program.1"]);
  assert.deepEqual((await listAudit(owner, { q: "monthly" })).items[0]?.actor, {
    kind: "token",
    id: showId("token", tokenId),
    name: "monthly export",
  });
  const { next } = await listAudit(owner, { actorId: showId("person", first), limit: 2 });
  const rest = await listAudit(owner, { actorId: showId("person", first), limit: 2, after: next ?? "" });
  assert.deepEqual(
    rest.items.map(({ verb }) => verb),
    ["first.1"],
  );
  const noPlace = `00000000-${"-".repeat(27)}`;
  assert.equal(
    (await listAudit(owner, { actorId: showId("person", first), after: noPlace })).items.length,
    3,
    "no id is no place to go on at",
  );
  assert.match(await tableAudit(owner, { actorId: showId("person", second) }), /^at,[^\n]*\r\n[^\n]*second\.1[^\n]*\r\n$/);
  for (const nobody of [showId("person", stranger), showId("installation", first), "no id"]) assert.deepEqual(await verbsOf(nobody), []);
  const { items } = await listActors(owner);
  const ids = items.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of [showId("person", first), showId("person", second), showId("token", tokenId)]) assert.ok(ids.includes(id));
  assert.ok(!ids.includes(showId("person", stranger)), "not another customer's");
  assert.equal(items.find(({ kind }) => kind === "token")?.name, "monthly export");
  await assert.rejects(listActors(viewer), (error: unknown) => error instanceof StoaError && error.code === "forbidden");
});

test("with an installation the values of its settings leave the activity; who changed which of them, and when, stays", async () => {
  const scene = await openScene();
  const published = await scene.publish("true", { configs: { schema: { type: "object" }, uischema: null } });
  const { owner } = await scene.makeCustomer();
  const ids = [
    await scene.install(owner, published, { folder: "in-of-one" }),
    await scene.install(owner, published, { folder: "in-of-two" }),
  ];
  const [one = "", two = ""] = ids;
  for (const [nth, installationId] of ids.entries())
    await configureInstallation(owner, { operationId: `to-erase-${nth}`, installationId, config: { folder: `out-of-${nth}`, extra: 1 } });
  await uninstall(owner, { operationId: "erase-one", installationId: one });
  const settings = async (installationId: string) =>
    (await listAudit(owner, { installationId: showId("installation", installationId) })).items.filter(
      ({ verb }) => verb === "installation.settings",
    );
  const [row] = await settings(one);
  const { before, after } = row ?? assert.fail();
  assert.deepEqual(
    [before, after],
    [
      { folder: "(erased)", extra: null },
      { folder: "(erased)", extra: "(erased)" },
    ],
  );
  assert.doesNotMatch(JSON.stringify(await settings(one)), /of-one|of-0/);
  assert.match(JSON.stringify(await settings(two)), /in-of-two/);
  await assert.rejects(
    transaction(owner, ({ tx }) => tx.run("update base.audit set after = null where subject = $1", [two])),
    /refused this for your scope/,
    "no role changes the audit by itself",
  );
  await assert.rejects(
    transaction(owner, ({ tx }) =>
      tx.run("select base.erase_settings($1, $2)", [owner.scope.kind === "customer" ? owner.scope.customerId : "", two]),
    ),
    /refused this for your scope/,
  );
});

test("a setting of any size leaves a small row, and what is there in bulk is cut and says so", async () => {
  const scene = await openScene();
  const published = await scene.publish("true", { configs: { schema: { type: "object" }, uischema: null } });
  const { owner, customerId } = await scene.makeCustomer();
  const installationId = await scene.install(owner, published, { folder: "in" });
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, nth) => [`setting-${nth}`, nth]));
  await configureInstallation(owner, { operationId: "in-bulk-1", installationId, config: { ...many, folder: "x".repeat(400_000) } });
  const { items } = await listAudit(owner, { installationId: showId("installation", installationId) });
  const settings = items.find(({ verb }) => verb === "installation.settings");
  const after = settings?.after as Record<string, unknown>;
  assert.deepEqual([after["folder"], after["…"], Object.keys(after).length], ["(long)", "(151 more)", 51]);
  assert.ok(JSON.stringify(settings).length < 5_000);
  await transaction(owner, async (inner) => {
    for (let nth = 0; nth < 200; nth++)
      await audit(inner, { verb: "bulk.row", subject: installationId, customerId, after: { nth, text: "y".repeat(95_000) } });
    await audit(inner, { verb: "bulk.long", subject: installationId, customerId, after: { text: "z".repeat(200_000) } });
  });
  assert.equal((await listAudit(owner, { q: "bulk.long" })).items[0]?.after, "(long)", "also of what was written before");
  const csv = await tableAudit(owner, {});
  assert.ok(csv.length < 17 * 1_048_576);
  assert.match(csv.slice(-200), /older rows are left out/);
});
