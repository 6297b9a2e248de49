import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { restOf, saidChanges } from "./activity-changes.ts";
import { sayActivity, toldVerbs, verbsSaying, type Told } from "./activity-words.ts";
import { setLanguage } from "./language.ts";

const server = join(import.meta.dirname, "../../server");

/** What is done to a host, a publisher or the deployment: no row of it names a customer. */
const notOfCustomers =
  /^(listing|integration|repository|release|channel|simulator|build|integration_secret|key_set|domain|side_key|publisher|admission|host|link|runtime|signing_key|actions|host_api|provider_app|signin_provider|synonyms|alert|alert_channel|runs|event_address|side|stable)\.|^(wish\.(decide|merge)|login\.refuse)$/;

async function writtenVerbs(): Promise<string[]> {
  const files = (await readdir(server, { recursive: true })).filter((file) => file.endsWith(".ts") && !/test(ing)?/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(server, file), "utf8")));
  const audits = texts.filter((text) => /\baudit\(|\btell\(/.test(text));
  const literal = audits.flatMap((text) =>
    [...text.matchAll(/verb(?: =[^;]*?|: )(?:[^\n"`]*? [?:] )?"([a-z_]+\.[a-z_]+)"/g)].map(([, verb = ""]) => verb),
  );
  const route = texts.flatMap((text) => [...text.matchAll(/\n    audit: "([a-z_]+\.[a-z_]+)"/g)].map(([, verb = ""]) => verb));
  const told = texts.flatMap((text) =>
    [...text.matchAll(/\btell\((?:inner|ctx), "([a-z]+)"/g)].map(([, verb = ""]) => `installation.${verb}`),
  );
  return [...new Set([...literal, ...route, ...told])].filter((verb) => !verb.startsWith("installation.configure."));
}

test("every verb that a customer's activity can hold has words of its own", async () => {
  const verbs = await writtenVerbs();
  assert.ok(verbs.length > 60, `${verbs.length} verbs are found in server/`);
  const without = verbs.filter((verb) => !toldVerbs.includes(verb) && !notOfCustomers.test(verb));
  assert.deepEqual(without, [], "say these in web/words/activity-words.ts, or that no customer's log holds them");
});

const maria: Told = {
  actor: { kind: "person", id: null, name: "Maria Jensen" },
  verb: "installation.pause",
  about: { kind: "installation", id: "ins_1", name: "Contacts by mail" },
  before: null,
  after: null,
};
const change = (before: object, after: object): Told => ({ ...maria, verb: "installation.configure", before, after });

test("a row is a sentence with who and what; a schedule is in words, settings by the form's titles, secrets untold", () => {
  assert.equal(sayActivity(maria), "Maria Jensen paused “Contacts by mail”");
  const holiday = { before: { state: "active" }, after: { state: "paused", resumesAt: "2026-12-14T11:00:00.000Z" } };
  assert.match(
    sayActivity({ ...maria, ...holiday }),
    /^Maria Jensen paused “Contacts by mail” until (Mon|Sun|Tues)day 1[345] December at \d\d:\d\d$/,
  );
  const paused = restOf({ ...maria, ...holiday, id: "1", at: "", subject: null, trace: "", titles: null });
  assert.deepEqual(paused[0], { title: "State", old: "On", now: "Paused" });
  assert.match(paused[1]?.now ?? "", /^\w+day 1[345] December at/);
  assert.equal(
    sayActivity(change({ state: "active", schedule: "*/15 * * * *" }, { state: "active", schedule: "0 2 * * *", fields: ["a"] })),
    "Maria Jensen changed the schedule of “Contacts by mail” from every 15 minutes to every day at 02:00",
  );
  assert.equal(sayActivity(change({ state: "draft" }, { state: "active" })), "Maria Jensen set up “Contacts by mail” and turned it on");
  assert.match(sayActivity({ ...maria, verb: "wish.ask", about: null, after: { name: "DATEV" } }), /asked for the integration “DATEV”/);
  const settings = { ...maria, verb: "installation.settings", id: "1", at: "", subject: null, trace: "", titles: { folder: "Folder" } };
  const changed = saidChanges({
    ...settings,
    before: { folder: "in", api_key: "(secret)" },
    after: { folder: "out", api_key: "(changed)" },
  });
  assert.deepEqual(changed, [
    { title: "Folder", old: "in", now: "out" },
    { title: "Api key", old: "kept secret", now: "entered anew, kept secret" },
  ]);
  const [first] = saidChanges({ ...settings, before: {}, after: { api_key: "(changed)" } });
  assert.deepEqual([first?.old, first?.now], [undefined, "entered, kept secret"]);
  const edited = {
    ...settings,
    verb: "notices.edit",
    before: { mail: "now", language: "de" },
    after: { mail: "daily", language: "de", onTop: true },
  };
  assert.deepEqual(restOf(edited), [
    { title: "Mail", old: "now", now: "daily" },
    { title: "On top", old: undefined, now: "Yes" },
  ]);
});

test("the words of the page find its verbs, in the reader's language", async () => {
  assert.deepEqual(verbsSaying("paused"), ["installation.pause"]);
  assert.deepEqual(verbsSaying("Schedule"), ["installation.configure"]);
  assert.ok(verbsSaying("signed in").includes("person.sign_in_from_host"));
  assert.deepEqual(verbsSaying(" "), []);
  assert.ok(verbsSaying("e").join(",").length < 2_000, "as many as the server takes");
  await setLanguage("de");
  assert.deepEqual(verbsSaying("angehalten"), ["installation.pause"]);
  assert.match(sayActivity(change({ schedule: "0 * * * *" }, { schedule: "0 2 * * *" })), /den Zeitplan von „Contacts by mail“ geändert/);
  await setLanguage("en");
});
