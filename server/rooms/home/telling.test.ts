import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readId, showId } from "@stoa/contract";
import { newId, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { MailServer } from "../../base/mail/index.ts";
import { startMailReceiver } from "../alerts/testing.ts";
import { editHost, putCustomer, putPerson } from "../identity/index.ts";
import { editTelling } from "./edit-telling.ts";
import { getTelling } from "./get-telling.ts";
import { listNotices } from "./list-notices.ts";
import { lookAtMails } from "./look-at-mails.ts";
import { markSeen } from "./mark-seen.ts";
import { muteInstallation } from "./mute-installation.ts";
import { sendMails } from "./send-mails.ts";
import { tellPeople } from "./tell-people.ts";
import { sweepHome } from "./sweep-home.ts";
import { insertNotices, openHomeWorld } from "./testing.ts";
import { unsubscribe } from "./unsubscribe.ts";

const home = await openHomeWorld();
const { world } = home;
const { keys } = world.engine;
const hour = 3_600_000;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const receiver = await startMailReceiver("mailer", "pass-4711");
const server: MailServer = {
  host: "127.0.0.1",
  port: receiver.port,
  security: "none",
  user: "mailer",
  password: "pass-4711",
  from: "stoa@example.com",
};
const publicUrl = "https://stoa.example.com";
const deps = { publicUrl, mailServer: () => Promise.resolve(server), readLog: () => Promise.resolve(Buffer.alloc(0)) };
let published: Awaited<ReturnType<typeof home.publish>>;
let made = 0;

before(async () => {
  published = await home.publish("true");
});

/** A customer with an owner who has an address, and an installation. */
async function told(address?: string) {
  const ref = `told-${++made}`;
  const email = address ?? `${ref}@example.com`;
  const side = { ...home.host.owner, clock: world.clock };
  const { id: customerId } = await putCustomer(side, { externalRef: ref, name: ref });
  const { personId } = await putPerson(side, { ref, subject: `owner-${made}`, role: "owner", email, name: "Ola" });
  const as = world.as({ kind: "customer", customerId, sideId: home.host.liveSideId }, "customer_owner");
  const ctx: Ctx = { ...as, actor: { kind: "person", personId, roles: ["customer_owner"] } };
  const installationId = await home.install(ctx, published, {}, { name: `Books ${made}`, schedule: "0 * * * *", zone: "UTC" });
  await home.hear();
  const customer = { customerId };
  return {
    ctx,
    customerId,
    personId,
    customer,
    installationId,
    email,
    ends: (outcome: "failed" | "succeeded") => home.ends(customer, installationId, outcome),
  };
}

/** What came by mail since the last look, in the order of its subjects. */
async function mails(): Promise<{ to: string; subject: string; text: string; raw: string }[]> {
  while ((await tellPeople(world.engine, { publicUrl })) > 0);
  receiver.mails.length = 0;
  while ((await sendMails(world.engine, deps)) > 0);
  return receiver.mails
    .map(({ to, raw }) => {
      const text = Buffer.from(
        raw.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      ).toString("utf8");
      return { to: to.join(","), subject: /^Subject: (.*)$/m.exec(raw)?.[1]?.trim() ?? "", text, raw };
    })
    .toSorted((one, other) => one.subject.localeCompare(other.subject));
}

test("an episode is one mail and one notice; over, another of each; what was seen counts no more", async () => {
  const { ctx, customer, ends, email, installationId } = await told();
  await ends("failed");
  await ends("failed");
  const [mail, ...more] = await mails();
  assert.deepEqual([mail?.to, mail?.subject, more.length], [email, `Books ${made} fails`, 0]);
  assert.match(mail?.text ?? "", /https:\/\/stoa\.example\.com\/shop\/runs\/run_/);
  assert.equal((await mails()).length, 0);
  const page = await listNotices(ctx, {});
  assert.deepEqual([page.unread, page.items.map(({ kind, isNew }) => [kind, isNew])], [1, [["failing", true]]]);
  await markSeen(ctx, { noticeId: readId("notice", page.items[0]?.id ?? "") ?? "" });
  assert.equal((await listNotices(ctx, {})).unread, 0);
  world.clock.advance(hour);
  await ends("succeeded");
  assert.deepEqual(
    (await mails()).map(({ subject }) => subject),
    [`Books ${made} works again`],
  );
  assert.deepEqual(
    (await listNotices(ctx, {})).items.map(({ kind, isNew, endedAt }) => [kind, isNew, endedAt !== null]),
    [
      ["recovered", true, true],
      ["failing", false, true],
    ],
  );
  const stranger = await home.customer();
  assert.deepEqual((await listNotices(stranger.owner, { installationId: showId("installation", installationId) })).items, []);
  assert.equal((await home.notices(customer, installationId)).length, 2);
});

test("mails come in the product's name, lead to the host's page where it named one of its own, and are answered where it says", async () => {
  const { hostId, owner } = home.host;
  const edit = (change: object) => editHost({ ...owner, clock: world.clock }, { hostId, ...change });
  const page = "https://app.ledger.example/integrations?tab=all";
  for (const wrong of [page, "https://app.ledger.example.evil.example/"])
    await assert.rejects(edit({ page: wrong }), code("invalid_input"));
  for (const own of [{ page: null }, { support: "help@ledger.example" }])
    await assert.rejects(editHost(home.world.operator, { hostId, ...own }), { code: "invalid_input", message: /a side's own/ });
  await edit({ name: "Ledger & Co", origins: ["https://app.ledger.example"], page, support: "help@ledger.example" });
  const { ends } = await told();
  await ends("failed");
  const last = async () => (await mails())[0] ?? assert.fail("no mail came");
  const mail = await last();
  assert.match(mail.raw, /^From: "?Ledger & Co"? <stoa@example\.com>/m);
  assert.match(mail.raw, /^Reply-To: help@ledger\.example/m);
  assert.match(mail.text, /\nhttps:\/\/app\.ledger\.example\/integrations\?tab=all#!\/runs\/run_\w+\s/);
  assert.match(mail.text, /\nNo more of these mails, without signing in: https:\/\/stoa\.example\.com\/unsubscribe#/);
  await edit({ origins: [] });
  world.clock.advance(hour);
  await ends("succeeded");
  assert.match(
    (await last()).text,
    /https:\/\/stoa\.example\.com\/shop\/runs\/run_\w+\?side=side_\w+\s/,
    "a page at no origin of the host's is nobody's link",
  );
  await edit({ page: null, support: null });
  world.clock.advance(hour);
  await ends("failed");
  assert.doesNotMatch((await last()).raw, /^Reply-To/m);
});

test("a daily mail gathers a day's notices; off is off; German is German", async () => {
  const { ctx, ends } = await told();
  await editTelling(ctx, { mail: "daily", language: "de" });
  await ends("failed");
  await ends("succeeded");
  world.clock.advance(hour);
  assert.equal((await mails()).length, 0);
  world.clock.advance(24 * hour);
  const [digest, ...more] = await mails();
  assert.equal(more.length, 0);
  assert.match(digest?.text ?? "", /Books \d+ läuft wieder\s+Es war gestört; der letzte Lauf hat geklappt/, "told as one");
  world.clock.advance(48 * hour);
  assert.equal((await mails()).length, 0);
  await editTelling(ctx, { mail: "off" });
  assert.equal((await getTelling(ctx, { mailServer: () => Promise.resolve(undefined) })).language, "de", "no other choice takes it back");
  await ends("failed");
  assert.equal((await mails()).length, 0);
  assert.equal((await listNotices(ctx, {})).unread, 3);
  await editTelling(ctx, { product: "off" });
  assert.equal((await listNotices(ctx, {})).unread, 0);
  assert.deepEqual((await getTelling(ctx, deps)).mail, "off");
});

test("a muted installation is told of to nobody who muted it, until then or for good", async () => {
  const { ctx, ends, installationId, customer } = await told();
  await muteInstallation(ctx, { installationId, until: world.clock.now() + hour });
  await ends("failed");
  assert.equal((await mails()).length, 0);
  assert.equal((await listNotices(ctx, {})).unread, 0);
  world.clock.advance(hour + 1);
  await ends("succeeded");
  assert.equal((await mails()).length, 1, "the time is over");
  const noMoment = { installationId, until: Date.parse("2016-12-31T23:59:60Z") };
  await assert.rejects(muteInstallation(ctx, noMoment), /no moment/, "a leap second");
  await muteInstallation(ctx, { installationId, until: null });
  await ends("failed");
  assert.equal((await mails()).length, 0);
  assert.deepEqual((await getTelling(ctx, deps)).mutes, [
    { installationId: showId("installation", installationId), name: `Books ${made}`, until: null },
  ]);
  await muteInstallation(ctx, { installationId });
  await ends("succeeded");
  world.clock.advance(hour);
  assert.equal((await mails()).length, 1);
  const stranger = await home.customer();
  await assert.rejects(muteInstallation(stranger.owner, { installationId, until: null }), code("not_found"));
  await assert.rejects(
    editTelling({ ...ctx, actor: { kind: "token", tokenId: newId(world.clock), roles: ["customer_owner"] } }, { mail: "off" }),
    code("forbidden"),
  );
  assert.ok((await home.notices(customer, installationId)).length >= 4);
});

test("what fails again and again for one cause is mailed once an hour, with how often; that it works again is mailed after each failure that was; the bell counts each", async () => {
  const { ctx, ends } = await told();
  const subjects = async () => (await mails()).map(({ subject }) => subject);
  await ends("failed");
  assert.equal((await mails()).length, 1);
  world.clock.advance(5 * 60_000);
  await ends("succeeded");
  assert.deepEqual(await subjects(), [`Books ${made} works again`]);
  for (const outcome of ["failed", "succeeded", "failed", "succeeded", "failed", "succeeded", "failed", "succeeded", "failed"] as const) {
    world.clock.advance(5 * 60_000);
    await ends(outcome);
    assert.equal((await mails()).length, 0);
  }
  assert.equal((await listNotices(ctx, {})).unread, 11);
  world.clock.advance(11 * 60_000);
  const [mail, ...more] = await mails();
  assert.deepEqual([mail?.subject, more.length], [`Books ${made} fails`, 0]);
  assert.match(mail?.text ?? "", /It failed and recovered 4 times, and fails again\./);
  await ends("succeeded");
  assert.deepEqual(await subjects(), [`Books ${made} works again`]);
});

test("a failure of another cause is mailed at once, whether it worked in between or not, each cause once an hour, four of them at most", async () => {
  const { ctx, ends, customer, installationId } = await told();
  const subjects = async () => (await mails()).map(({ subject }) => subject);
  const fails = async (failureClass: string) => {
    world.clock.advance(60_000);
    await home.ends(customer, installationId, "failed", { failureClass });
    return subjects();
  };
  const name = `Books ${made}`;
  assert.deepEqual(await fails("upstream"), [`${name} fails`]);
  assert.deepEqual(await fails("timeout"), [], "nobody of the customer has to do anything else");
  assert.deepEqual(await fails("credentials"), [`${name} fails`], "now somebody has to enter them");
  assert.deepEqual(await fails("upstream"), []);
  assert.deepEqual(await fails("credentials"), [], "told once an episode");
  const kinds = (await listNotices(ctx, {})).items.map(({ kind, cause, endedAt }) => [kind, cause, endedAt === null]);
  assert.deepEqual(kinds, [
    ["failing", "credentials", true],
    ["failing", "upstream", false],
  ]);
  await ends("succeeded");
  assert.deepEqual(await subjects(), [`${name} works again`]);
  assert.deepEqual(await fails("credentials"), [], "the same within the hour");
  await ends("succeeded");
  assert.deepEqual(await subjects(), [], "it was not said that it failed");
  assert.deepEqual(await fails("configuration"), [`${name} fails`]);
  await ends("succeeded");
  assert.deepEqual(await subjects(), [`${name} works again`]);
  assert.deepEqual(await fails("memory"), [`${name} fails`]);
  await ends("succeeded");
  await subjects();
  assert.deepEqual(await fails("integration"), [], "the fifth within an hour waits");
  world.clock.advance(hour);
  assert.deepEqual(await subjects(), [`${name} fails`]);
});

test("the link of a mail ends the mails of its person, without signing in, and nothing else", async () => {
  const { ctx, ends, email } = await told();
  const other = await told();
  await ends("failed");
  const [mail] = await mails();
  assert.equal(mail?.to, email);
  const link = /https:\/\/stoa\.example\.com\/unsubscribe#(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
  assert.match(mail?.raw ?? "", /List-Unsubscribe:\s+<https/);
  assert.ok(keys);
  const stranger: Omit<Ctx, "scope" | "actor"> & { keys: NonNullable<typeof keys> } = { ...world.engine, keys };
  await assert.rejects(unsubscribe(stranger, { code: `${link.slice(0, -2)}xx` }), code("gone"));
  await assert.rejects(unsubscribe(stranger, { code: "cus.per.x" }), code("gone"));
  const [, , proof = ""] = link.split(".");
  const swapped = `${showId("customer", other.customerId)}.${showId("person", other.personId)}.${proof}`;
  await assert.rejects(unsubscribe(stranger, { code: swapped }), code("gone"));
  const seen = await lookAtMails(stranger, { code: link });
  assert.deepEqual([seen.mail, seen.test, typeof seen.host], ["now", false, "string"]);
  const atOther = { code: link, atSide: newId(world.clock) };
  await assert.rejects(lookAtMails(stranger, atOther), code("gone"));
  await assert.rejects(lookAtMails(stranger, { code: swapped }), code("gone"));
  await unsubscribe(stranger, { code: link, mail: "daily" });
  assert.equal((await lookAtMails(stranger, { code: link })).mail, "daily");
  await unsubscribe(stranger, { code: link });
  await unsubscribe(stranger, { code: link });
  await unsubscribe(stranger, { code: link, mail: "daily" });
  assert.deepEqual([(await getTelling(ctx, deps)).mail, (await getTelling(ctx, deps)).product], ["off", "now"]);
  await ends("succeeded");
  await other.ends("failed");
  assert.deepEqual(
    (await mails()).map(({ to }) => to),
    [other.email],
  );
});

test("two who tell at once tell each once", async () => {
  const { ends, email } = await told();
  await ends("failed");
  await Promise.all([1, 2, 3].map(() => tellPeople(world.engine, { publicUrl })));
  receiver.mails.length = 0;
  await Promise.all([1, 2, 3].map(() => sendMails(world.engine, deps)));
  assert.deepEqual(
    receiver.mails.map(({ to }) => to),
    [[email]],
  );
});

test("what a host gives as one person's address is one recipient, whatever it holds", async () => {
  const { personId, customer, installationId } = await told("one@example.com, two@example.com");
  assert.ok(personId);
  await home.ends(customer, installationId, "failed");
  assert.ok(!(await mails()).some(({ to }) => /(^|,)two@example\.com/.test(to)));
});

test("mails that found no server for a day are not sent once there is one", async () => {
  const { ends } = await told();
  await ends("failed");
  await tellPeople(world.engine, { publicUrl });
  world.clock.advance(25 * hour);
  receiver.mails.length = 0;
  while ((await sendMails(world.engine, deps)) > 0);
  assert.deepEqual(receiver.mails, []);
});

test("of many notices a person gets twenty mails a day at once, the rest gathered; another customer waits behind none of it", async () => {
  const one = await told();
  const other = await told();
  const upgraded = {
    ...one.customer,
    sideId: home.host.liveSideId,
    installationId: one.installationId,
    connectionId: null,
    cause: null,
    runId: null,
  };
  for (let time = 0; time < 30; time++) {
    const [id, now] = [newId(world.clock), world.clock.now()];
    await transaction(world.engine, ({ tx }) => insertNotices(tx, [{ ...upgraded, id, kind: "upgraded", at: now, endedAt: now }]));
    await tellPeople(world.engine, { publicUrl });
    world.clock.advance(1_000);
  }
  await other.ends("failed");
  await tellPeople(world.engine, { publicUrl });
  receiver.mails.length = 0;
  await sendMails(world.engine, deps);
  assert.ok(
    receiver.mails.some(({ to }) => to.includes(other.email)),
    "its turn comes in the first batch",
  );
  while ((await sendMails(world.engine, deps)) > 0);
  assert.equal(receiver.mails.filter(({ to }) => to.includes(one.email)).length, 20);
  await markSeen(one.ctx, { noticeId: newId(world.clock) });
  world.clock.advance(24 * hour);
  assert.deepEqual(
    (await mails()).map(({ to, subject }) => [to, subject]),
    [[one.email, "10 notices of the last day"]],
    "and only what was not mailed before",
  );
});

test("a daily mail is not filled by what is muted, tells what was heard late, and says when there is more", async () => {
  const { ctx, customerId, installationId, ends } = await told();
  await editTelling(ctx, { mail: "daily" });
  await muteInstallation(ctx, { installationId, until: null });
  const plant = (count: number, muted: boolean) =>
    transaction(world.engine, ({ tx }) =>
      insertNotices(
        tx,
        Array.from({ length: count }, () => ({
          id: newId(world.clock),
          sideId: home.host.liveSideId,
          customerId,
          installationId: muted ? installationId : null,
          connectionId: null,
          kind: "upgraded" as const,
          cause: null,
          runId: null,
          at: world.clock.now() - (muted ? 0 : hour),
          endedAt: world.clock.now(),
        })),
      ),
    );
  await plant(150, true);
  await plant(2, false);
  // A real clock does not stand still between two looks at it.
  const moving = { now: () => (world.clock.advance(1), world.clock.now()) };
  while ((await tellPeople({ ...world.engine, clock: moving }, { publicUrl })) > 0);
  world.clock.advance(24 * hour);
  assert.deepEqual(
    (await mails()).map(({ subject }) => subject),
    ["2 notices of the last day"],
  );
  await plant(101, false);
  while ((await tellPeople(world.engine, { publicUrl })) > 0);
  world.clock.advance(24 * hour);
  assert.match((await mails())[0]?.text ?? "", /And more, which are not listed here/);
  assert.equal((await listNotices(ctx, {})).unread, 100);
  world.clock.advance(31 * 24 * hour);
  assert.equal((await listNotices(ctx, {})).unread, 0, "what is a month old is not new");
  await ends("failed");
  world.clock.advance(366 * 24 * hour);
  await sweepHome(world.engine);
  assert.deepEqual(
    (await listNotices(ctx, {})).items.map(({ kind }) => kind),
    ["failing"],
    "what goes on is kept, what is over for a year is not",
  );
});
