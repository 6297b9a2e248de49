import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import type { AlertMessage, AlertTestResult, MailSettings } from "@stoa/contract";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld, type World } from "../../testing/index.ts";
import { addChannel } from "./add-channel.ts";
import { editChannel } from "./edit-channel.ts";
import { getAlert } from "./get-alert.ts";
import { judgeConditions } from "./judge-conditions.ts";
import { listAlerts } from "./list-alerts.ts";
import { listChannels } from "./list-channels.ts";
import { removeChannel } from "./remove-channel.ts";
import { sendNotifications, type TellDeps } from "./send-notifications.ts";
import { sendPings } from "./send-pings.ts";
import { takeId } from "./show.ts";
import { testChannel } from "./test-channel.ts";
import { fineFigures } from "./testing/figures.ts";
import { startMailReceiver, startWebReceiver } from "./testing/receivers.ts";

const second = 1_000;
const minute = 60 * second;
const password = "smtp-pass-4711";

async function open(): Promise<{
  world: World;
  deps: TellDeps;
  send: () => Promise<number>;
  test: (id: string) => Promise<AlertTestResult>;
}> {
  const world = await openWorld();
  const { keys } = world.engine;
  assert.ok(keys);
  const deps = { publicUrl: "https://stoa.example.com", keys };
  return {
    world,
    deps,
    send: async () => (await sendNotifications(world.engine, deps)).length,
    test: (id) => testChannel(world.operator, { channelId: takeId("alertChannel", id) }, deps),
  };
}

const full = { disk: { path: "/data", freeBytes: 5, totalBytes: 100 } };
const judge = (world: World, over: object = {}) => judgeConditions(world.engine, fineFigures(world.clock.now(), over));
const mailTo = (port: number): MailSettings => ({
  kind: "mail",
  host: "127.0.0.1",
  port,
  security: "none",
  user: "mailer",
  from: "stoa@example.com",
  to: ["op@example.com", "duty@example.com"],
});
const notificationsOf = async (world: World) => {
  const [alert] = (await listAlerts(world.operator, {})).items;
  return (await getAlert(world.operator, { alertId: takeId("alert", alert?.id ?? "") })).notifications;
};

test("an alert is mailed when it opens and when it is over, to everybody, with what to do and a link", async () => {
  const { world, send } = await open();
  const server = await startMailReceiver("mailer", password);
  await addChannel(world.operator, { name: "Mail", settings: mailTo(server.port), password });
  await judge(world, full);
  assert.equal(await send(), 1);
  assert.equal(await send(), 0);
  world.clock.advance(minute);
  await judge(world);
  await send();
  assert.deepEqual(
    server.mails.map(({ from, to }) => [from, to]),
    [1, 2].map(() => ["stoa@example.com", ["op@example.com", "duty@example.com"]]),
  );
  const [opened = "", closed = ""] = server.mails.map(({ raw }) => raw.replaceAll(/=\r?\n/g, ""));
  assert.match(opened, /Subject: \[Stoa stoa\.example\.com\] The disk is nearly full/);
  assert.match(opened, /95 % of the disk of \/data/);
  assert.match(opened, /What to do: Make room/);
  const [alert] = (await listAlerts(world.operator, {})).items;
  assert.ok(opened.includes(`https://stoa.example.com/operator/alerts/${alert?.id}`));
  assert.match(closed, /Subject: \[Stoa stoa\.example\.com\] Over: The disk/);
  const told = await notificationsOf(world);
  for (const [index, raw] of [opened, closed].entries())
    assert.ok(raw.includes(`Message-ID: <${told[index]?.id}@example.com>`), "the id of the notification names the mail");
  assert.deepEqual(
    told.map(({ kind, state, attempts }) => [kind, state, attempts]),
    [
      ["opened", "sent", 1],
      ["closed", "sent", 1],
    ],
  );
});

test("a webhook is signed as the reference library checks it, and carries the notification's id", async () => {
  const { world, send } = await open();
  const receiver = await startWebReceiver();
  const channel = await addChannel(world.operator, { name: "Chat", settings: { kind: "webhook", url: `${receiver.url}/hooks/t0ken` } });
  assert.ok(channel.signingSecret);
  world.clock.advance(Date.now() - world.clock.now()); // the library wants a timestamp of about now
  await judge(world, full);
  await send();
  const [asked] = receiver.asked;
  assert.ok(asked);
  assert.deepEqual([asked.method, asked.path], ["POST", "/hooks/t0ken"]);
  const checker = new Webhook(channel.signingSecret);
  const message = checker.verify(asked.body, asked.headers) as AlertMessage;
  assert.deepEqual([message.type, message.data.alert?.condition, message.data.deployment], ["alert.opened", "disk", "stoa.example.com"]);
  assert.equal(asked.headers["webhook-id"], (await notificationsOf(world))[0]?.id);
  assert.throws(() => checker.verify(`${asked.body} `, asked.headers));
  assert.throws(() => new Webhook(`whsec_${Buffer.alloc(32).toString("base64")}`).verify(asked.body, asked.headers));
});

test("what is not taken is tried again with the same id, each time later, and after it was taken never again", async () => {
  const { world, send } = await open();
  const receiver = await startWebReceiver();
  receiver.answer = 503;
  await addChannel(world.operator, { name: "Chat", settings: { kind: "webhook", url: receiver.url } });
  await judge(world, full);
  assert.equal(await send(), 1);
  assert.equal(await send(), 0, "not before its time");
  const [waiting] = await notificationsOf(world);
  assert.deepEqual([waiting?.state, waiting?.error], ["waiting", "It answered 503."]);
  await judge(world); // over before it was told: that it began is told first
  world.clock.advance(5 * second);
  receiver.answer = 200;
  for (let rounds = 0; rounds < 3; rounds++) await send();
  world.clock.advance(24 * 3_600 * second);
  assert.equal(await send(), 0);
  assert.deepEqual(
    receiver.asked.map(({ body }) => (JSON.parse(body) as AlertMessage).type),
    ["alert.opened", "alert.opened", "alert.closed"],
  );
  const ids = receiver.asked.map(({ headers }) => headers["webhook-id"]);
  assert.ok(ids[0] === ids[1] && ids[1] !== ids[2]);
});

test("many senders at once send one thing once; a sender that died in the middle is followed by another", async () => {
  const { world, send } = await open();
  const receiver = await startWebReceiver();
  await addChannel(world.operator, { name: "Chat", settings: { kind: "webhook", url: receiver.url } });
  await judge(world, full);
  await Promise.all(Array.from({ length: 6 }, send));
  assert.equal(receiver.asked.length, 1);
  await transaction(world.engine, ({ tx }) => tx.run("update alerts.notification set state = 'waiting', sent_at = null"));
  assert.equal(await send(), 0, "another's claim stands");
  world.clock.advance(2 * minute + second);
  assert.equal(await send(), 1, "and runs out");
  assert.equal(receiver.asked[0]?.headers["webhook-id"], receiver.asked[1]?.headers["webhook-id"]);
});

test("after a day of refusals it is given up, and another alert channel hears of the broken one", async () => {
  const { world, send } = await open();
  const [broken, well] = [await startWebReceiver(), await startWebReceiver()];
  broken.answer = 500;
  await addChannel(world.operator, { name: "Broken", settings: { kind: "webhook", url: broken.url } });
  await judge(world, full);
  await addChannel(world.operator, { name: "Well", settings: { kind: "webhook", url: well.url } });
  for (let rounds = 0; rounds < 12; rounds++) {
    await send();
    await judge(world, full);
    world.clock.advance(10 * 3_600 * second + second);
  }
  const [told] = await notificationsOf(world).then((rows) => rows.filter(({ channel }) => channel.name === "Broken"));
  assert.ok(told);
  const conditions = (await listAlerts(world.operator, { state: "open" })).items.map(({ condition }) => condition);
  assert.ok(conditions.includes("not-told"));
  const heard = well.asked.map(({ body }) => (JSON.parse(body) as AlertMessage).data.alert?.text ?? "");
  assert.ok(
    heard.some((text) => /Broken has taken nothing for .*It answered 500\./.test(text)),
    heard.join(" | "),
  );
  const rows = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ state: string; attempts: number }>(
      "select state, attempts from alerts.notification where channel_name = 'Broken' order by id limit 1",
    ),
  );
  assert.deepEqual(rows, [{ state: "failed", attempts: 9 }]);
});

test("the test button tells at once how it went, and is not tried again", async () => {
  const { world, send, test: press } = await open();
  const server = await startMailReceiver("mailer", password);
  const good = await addChannel(world.operator, { name: "Mail", settings: mailTo(server.port), password });
  const bad = await addChannel(world.operator, { name: "Typo", settings: mailTo(server.port), password: "wrong-pass-0815" });
  assert.deepEqual((await press(good.id)).error, null);
  assert.match(server.mails[0]?.raw ?? "", /This is the test you asked for/);
  const refused = await press(bad.id);
  assert.deepEqual([refused.ok, refused.error], [false, "The mail server refused the user or the password. (535)"]);
  world.clock.advance(minute);
  assert.equal(await send(), 0);
  const shown = JSON.stringify(await listChannels(world.operator));
  assert.ok(shown.includes("refused the user"), "the list says which do not work");
});

test("a missing name, a closed port, silence about a redirect and a metadata address are said in words", async () => {
  const { world, test: press } = await open();
  const receiver = await startWebReceiver();
  receiver.answer = 302;
  const say = async (url: string): Promise<string> => {
    const channel = await addChannel(world.operator, { name: "x", settings: { kind: "webhook", url } });
    return (await press(channel.id)).error ?? "taken";
  };
  assert.match(await say("http://nobody.invalid/"), /^(Its name does not resolve|No name can be resolved).*network/);
  assert.match(await say(receiver.url), /sends on to another address \(302\)/);
  assert.match(await say("http://169.254.169.254/latest"), /metadata/);
  assert.match(await say("http://[fd00:ec2::254]/latest"), /metadata/);
  assert.match(await say("http://[::ffff:169.254.169.254]/latest"), /metadata/);
  await receiver.stop();
  assert.match(await say(receiver.url), /^Nothing listens there\./);
});

test("a ping goes out in its time while conditions are judged, and stops when they are not", async () => {
  const { world, deps } = await open();
  const receiver = await startWebReceiver();
  const ping = { kind: "ping" as const, method: "POST" as const, everyMinutes: 5 };
  const { id } = await addChannel(world.operator, { name: "Watcher", settings: { ...ping, url: `${receiver.url}/beat/k3y` } });
  assert.equal(await sendPings(world.engine, deps), 0, "nobody watches yet");
  await judge(world, full);
  await Promise.all([1, 2, 3].map(() => sendPings(world.engine, deps)));
  assert.deepEqual(
    receiver.asked.map(({ method, path }) => `${method} ${path}`),
    ["POST /beat/k3y"],
    "an alert is nothing a ping tells, and it goes out once",
  );
  world.clock.advance(5 * minute);
  assert.equal(await sendPings(world.engine, deps), 0, "the judging has stopped, so the ping does");
  await judge(world);
  assert.equal(await sendPings(world.engine, deps), 1);
  await receiver.stop();
  world.clock.advance(5 * minute);
  await judge(world);
  await sendPings(world.engine, deps);
  world.clock.advance(5 * minute);
  await judge(world);
  const [shown] = (await listChannels(world.operator)).items;
  assert.deepEqual([shown?.id, shown?.error], [id, "Nothing listens there."]);
  const [alert] = (await listAlerts(world.operator, { state: "open" })).items;
  assert.match(alert?.text ?? "", /Watcher has taken nothing for 5 min: Nothing listens there\./);
});

test("passwords, signing secrets and whole addresses stand sealed only; a removed alert channel leaves none", async () => {
  const { world, test: press } = await open();
  const receiver = await startWebReceiver();
  const mail = await addChannel(world.operator, { name: "Mail", settings: mailTo(1), password });
  const hook = await addChannel(world.operator, {
    name: "Chat",
    settings: { kind: "webhook", url: `${receiver.url}/t0psecret?k=t0psecret` },
  });
  await press(mail.id);
  await press(hook.id);
  const everything = await transaction(world.engine, async ({ tx }) => {
    const tables = ["alerts.channel", "alerts.notification", "base.audit", "base.fact", "trust.secret"];
    const texts: string[] = [];
    for (const table of tables) texts.push(...(await tx.rows<{ t: string }>(`select r::text as t from ${table} r`)).map(({ t }) => t));
    return texts.join("\n");
  });
  const told = everything + JSON.stringify(await listChannels(world.operator));
  const hexOf = (text: string) => Buffer.from(text).toString("hex");
  for (const secret of [password, "t0psecret", hook.signingSecret ?? ""])
    for (const form of [secret, hexOf(secret)]) assert.ok(!told.includes(form), `${secret} stands in the clear`);
  assert.deepEqual(hook.settings, { kind: "webhook", url: `${receiver.url}/…` });
  for (const { id } of [mail, hook]) await removeChannel(world.operator, { channelId: takeId("alertChannel", id) });
  const left = await transaction(world.engine, ({ tx }) => tx.rows("select id from trust.secret"));
  assert.deepEqual(left, []);
});

test("what cannot be safe or cannot work is refused with what to change", async () => {
  const { world } = await open();
  const refused = async (input: Parameters<typeof addChannel>[1]): Promise<string> => {
    const error: unknown = await addChannel(world.operator, input).catch((fault: unknown) => fault);
    assert.ok(error instanceof StoaError && error.code === "invalid_input", String(error));
    return `${error.problems?.[0]?.path} ${error.fix}`;
  };
  const far = { ...mailTo(25), host: "mail.example.com" };
  assert.match(await refused({ name: "x", settings: far, password }), /security Use starttls or tls/);
  assert.match(await refused({ name: "x", settings: far }), /password Give both/);
  assert.match(await refused({ name: "x", settings: { kind: "webhook", url: "https://me:pw@x.example/" } }), /url Give an http/);
});

test("an edited alert channel tells the new way; what was left out stays, secrets too, and a password only for its server", async () => {
  const { world, test: press } = await open();
  world.clock.advance(Date.now() - world.clock.now()); // the library wants a timestamp of about now
  const [one, two] = [await startWebReceiver(), await startWebReceiver()];
  const hook = await addChannel(world.operator, { name: "Chat", settings: { kind: "webhook", url: `${one.url}/s3cret` } });
  const edit = (id: string, change: Omit<Parameters<typeof editChannel>[1], "channelId">) =>
    editChannel(world.operator, { ...change, channelId: takeId("alertChannel", id) });
  const refused = async (id: string, change: Parameters<typeof edit>[1]): Promise<string> => {
    const error: unknown = await edit(id, change).catch((fault: unknown) => fault);
    assert.ok(error instanceof StoaError && error.code === "invalid_input", String(error));
    return `${error.problems?.[0]?.path} ${error.fix}`;
  };
  const named = await edit(hook.id, { name: "Duty chat", settings: { kind: "webhook", url: `${one.url}/…` } });
  assert.deepEqual([named.name, named.settings], ["Duty chat", { kind: "webhook", url: `${one.url}/…` }]);
  await press(hook.id);
  assert.deepEqual(
    one.asked.map(({ path }) => path),
    ["/s3cret"],
    "what is shown of an address is not taken for it",
  );
  await edit(hook.id, { settings: { kind: "webhook", url: `${two.url}/0ther` } });
  await press(hook.id);
  const [asked] = two.asked;
  assert.ok(asked && asked.path === "/0ther");
  new Webhook(hook.signingSecret ?? "").verify(asked.body, asked.headers);
  assert.match(await refused(hook.id, { settings: { kind: "ping", method: "GET", everyMinutes: 5 } }), /kind Add another/);

  const server = await startMailReceiver("mailer", password);
  const mail = await addChannel(world.operator, { name: "Mail", settings: mailTo(1), password });
  assert.equal((await press(mail.id)).ok, false);
  assert.match(await refused(mail.id, { settings: mailTo(server.port) }), /password Give the password again/);
  const works = await edit(mail.id, { settings: mailTo(server.port), password });
  assert.equal(works.error, null, "what was wrong before is forgotten");
  await edit(mail.id, { settings: { ...mailTo(server.port), to: ["new@example.com"] } });
  assert.equal((await press(mail.id)).ok, true);
  assert.deepEqual(
    server.mails.map(({ to }) => to),
    [["new@example.com"]],
  );
  const audited = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ text: string }>("select (before::text || after::text) as text from base.audit where verb = 'alert_channel.edit'"),
  );
  assert.equal(audited.length, 4);
  for (const { text } of audited) assert.doesNotMatch(text, /s3cret|0ther|smtp-pass/);
  const left = await transaction(world.engine, ({ tx }) => tx.rows("select id from trust.secret"));
  assert.equal(left.length, 2, "each has one");
  await removeChannel(world.operator, { channelId: takeId("alertChannel", hook.id) });
  await assert.rejects(edit(hook.id, { name: "gone" }), { code: "not_found" });
});
