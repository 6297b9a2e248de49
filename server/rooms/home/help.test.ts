import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readId, showId } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { MailServer } from "../../base/mail/index.ts";
import { startMailReceiver } from "../alerts/testing.ts";
import { answerHelp } from "./answer-help.ts";
import { askForHelp, type AskInput } from "./ask-for-help.ts";
import { getHelpAddress } from "./get-help-address.ts";
import { listHelp } from "./list-help.ts";
import { sendMails } from "./send-mails.ts";
import { openHomeWorld } from "./testing.ts";

const home = await openHomeWorld();
const { world } = home;
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
const deps = { publicUrl: "https://stoa.example.com", mailServer: () => Promise.resolve<MailServer | undefined>(server) };
const none = { ...deps, mailServer: () => Promise.resolve(undefined) };
const mailDeps = { ...deps, readLog: () => Promise.resolve(Buffer.from("line one\nkey ••••\n")) };
const secret = "canary-secret-value";
let published: Awaited<ReturnType<typeof home.publish>>;

before(async () => {
  published = await home.publish("true", { secrets: ["api_key"], support: "help@publisher.example" });
});

async function failedRun() {
  const customer = await home.customer();
  const installationId = await home.install(customer.owner, published, { api_key: secret });
  await home.hear();
  const [runId = ""] = await home.record(installationId, ["failed"]);
  const ask = (over: Partial<AskInput> = {}, ctx: Ctx = customer.owner) => askForHelp(ctx, deps, { runId, withLog: false, ...over });
  return { customer, installationId, runId, ask };
}

test("a question goes to the support address by mail, with its log only where that was wished, nothing secret, and is shown with what was sent", async () => {
  const { customer, installationId, runId, ask } = await failedRun();
  await transaction(world.engine, ({ tx }) => tx.run("update runs.run set sentence = '“3 rows: 0 created.”' where id = $1", [runId]));
  assert.deepEqual(await getHelpAddress(customer.owner, deps, { runId }), {
    to: "help@publisher.example",
    mails: true,
    replyTo: (await getHelpAddress(customer.owner, none, { runId })).replyTo,
  });
  await ask({ words: `It stopped on Monday. Our key is ${secret}.` });
  await ask({ withLog: true });
  assert.equal((await getHelpAddress(customer.owner, none, { runId })).mails, false);
  assert.equal(await sendMails(world.engine, { ...mailDeps, ...none, readLog: mailDeps.readLog }), 0, "without a mail server they wait");
  assert.equal(await sendMails(world.engine, mailDeps), 2);
  assert.equal(await sendMails(world.engine, mailDeps), 0);
  const raws = receiver.mails.map(({ raw }) => raw.replaceAll("=\r\n", ""));
  const [plain = "", logged = ""] = raws.toSorted(
    (one, other) => Number(one.includes("attachment")) - Number(other.includes("attachment")),
  );
  assert.match(plain, /3 rows: 0 created\./, "the sentence as the dialog shows it");
  assert.match(plain, /It stopped on Monday/);
  assert.match(plain, /https:\/\/stoa\.example\.com\/publishers\/pub_\w+\/runs\/run_\w+/);
  assert.match(plain, /Reply-To: /);
  assert.ok(!raws.some((raw) => raw.includes(secret) || raw.includes(Buffer.from(secret).toString("base64").slice(0, 20))));
  assert.ok(!plain.includes("attachment"));
  assert.match(logged, /attachment;\s+filename="?run_\w+\.log/);
  const { items } = await listHelp(customer.viewer, { runId: undefined });
  assert.deepEqual(
    items.map(({ to, withLog, mail, askedBy }) => [to, withLog, mail?.state, askedBy]),
    [
      ["help@publisher.example", true, "sent", "Test person"],
      ["help@publisher.example", false, "sent", "Test person"],
    ],
  );
  assert.ok(!JSON.stringify(items).includes(secret));
  const [seen] = (await listHelp(published.publisher, {})).items;
  assert.deepEqual([seen?.askedBy, seen?.mail], [null, null]);
  const helpId = readId("help", seen?.id ?? "") ?? "";
  const stranger = await world.makePublisher(home.host.hostId);
  await assert.rejects(answerHelp(stranger.owner, { helpId, answer: "Hm." }), code("not_found"));
  await assert.rejects(answerHelp(customer.owner, { helpId, answer: "Hm." }), code("forbidden"));
  await answerHelp(published.publisher, { helpId, answer: "Press the button." });
  await assert.rejects(answerHelp(published.publisher, { helpId, answer: "Again." }), code("not_found"));
  await home.hear();
  assert.deepEqual(
    (await home.notices(customer, installationId)).map(({ kind, runId: of }) => [kind, of]),
    [["help-answered", runId]],
  );
  assert.equal((await listHelp(customer.owner, {})).items[0]?.answer, "Press the button.");
});

test("a log that cannot be read stops no question: it goes without, and says so", async () => {
  const { ask } = await failedRun();
  await ask({ withLog: true });
  receiver.mails.length = 0;
  assert.equal(await sendMails(world.engine, { ...mailDeps, readLog: () => Promise.reject(new Error("a piece is gone")) }), 1);
  const [sent] = receiver.mails.map(({ raw }) => raw.replaceAll("=\r\n", ""));
  assert.match(sent ?? "", /could not be read/);
  assert.ok(!sent?.includes("attachment"));
});

test("who may not ask, and when it cannot be asked", async () => {
  const { customer, ask, runId } = await failedRun();
  await assert.rejects(ask({}, customer.viewer), code("forbidden"));
  const other = await home.customer();
  await assert.rejects(ask({}, other.owner), code("not_found"));
  await assert.rejects(getHelpAddress(other.owner, deps, { runId }), code("not_found"));
  assert.deepEqual((await listHelp(other.owner, {})).items, []);
  for (let asked = 0; asked < 5; asked++) await ask();
  await assert.rejects(ask(), code("rate_limited"));
  world.clock.advance(86_400_001);
  await ask();
  const onPage = await home.publish("true", { support: "https://help.publisher.example/" });
  const installationId = await home.install(customer.owner, onPage);
  const [paged = ""] = await home.record(installationId, ["failed"]);
  assert.equal((await getHelpAddress(customer.owner, deps, { runId: paged })).mails, false);
  const { helpId } = await askForHelp(customer.owner, deps, { runId: paged, withLog: false });
  const questions = async (answered?: boolean) => (await listHelp(onPage.publisher, { answered })).items;
  const [kept] = await questions(false);
  assert.deepEqual([kept?.id, kept?.mail, kept?.to], [showId("help", helpId), null, "https://help.publisher.example/"]);
  assert.ok(kept?.title, "its publisher reads which integration it is about");
  assert.deepEqual(await questions(true), []);
  await answerHelp(onPage.publisher, { helpId, answer: "Look at the page." });
  assert.deepEqual(await questions(false), []);
  assert.equal((await questions(true))[0]?.answer, "Look at the page.");
});
