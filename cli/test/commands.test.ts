import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, test } from "node:test";
import type { AuditPage, Build, IntegrationSecret, LinkView, Listing, MeView, RunView, RuntimeList, StorageView } from "@stoa/contract";
import { startHost } from "../../examples/host/start-host.ts";
import { startNameServer } from "../../server/rooms/identity/testing.ts";
import { writeTestImage } from "../../server/rooms/sandbox/testing.ts";
import { startDeployment } from "../../test/try/deployment.ts";
import { bringPeople, spend } from "../../test/try/people.ts";
import { runStoa, type Ran } from "../testing.ts";
import { askByCommand, lookUpByCommand } from "./ask-by-command.ts";
import { eraseByCommand } from "./erase-by-command.ts";
import { actByCommand } from "./act-by-command.ts";
import { connectByCommand, openKeyShop } from "./connect-by-command.ts";
import { commit, leaveAnItem, retryLeft } from "./retry-by-command.ts";
import { discoverByCommand } from "./discover-by-command.ts";
import { provisionByCommand } from "./provision-by-command.ts";
import { webhooksByCommand } from "./webhooks-by-command.ts";
import { commandOf, serverCommands } from "./server-commands.ts";
import { refusals, type Seat } from "./refusals.ts";

const work = mkdtempSync(join(tmpdir(), "stoa-cli-"));
after(() => rmSync(work, { recursive: true, force: true }));
const product = await startHost({ dataFolder: join(work, "product") });
after(() => product.stop());
const keyShop = await openKeyShop();
after(() => keyShop.close());
const names = await startNameServer();
after(() => names.close());
const nameServers = { STOA_DNS: names.address };
const deployment = await startDeployment({ allow: [keyShop.place, new URL(product.url).host], slots: 4, env: nameServers });
after(() => deployment.stop());
product.connect({ stoaUrl: deployment.url });
const people = await bringPeople(deployment.url, deployment.operatorCode, product);
const { url } = deployment;
const home = join(work, "hello");
const gitEnv = { HOME: work, GIT_CONFIG_NOSYSTEM: "1", STOA_CREDENTIALS: join(work, "none.json") };
/** Commands that talk to a deployment, and those that have answered and refused in JSON here. */
const answered = new Set<string>();
const refused = new Set<string>();

/** A line of somebody who holds a token, in the integration's folder. */
const as = (seat: Seat, args: readonly string[]): Promise<Ran> =>
  runStoa(args, { cwd: home, env: { ...gitEnv, STOA_URL: url, STOA_TOKEN: people[seat].token } });

async function json<T>(seat: Seat, ...args: string[]): Promise<T> {
  const { code, out, err } = await as(seat, [...args, "--json"]);
  assert.equal(code, 0, `stoa ${args.join(" ")}: ${err}`);
  answered.add(commandOf(args));
  return JSON.parse(out) as T;
}

/** Starts `stoa login` and decides on its code with a person's session as a page would. */
async function login(credentials: string, decide: (code: string) => Promise<unknown>): Promise<Ran> {
  let decided: Promise<unknown> | undefined;
  let heard = "";
  return runStoa(["login", url, "--json"], {
    env: { STOA_CREDENTIALS: credentials },
    onErr: (text) => {
      heard += text;
      const code = /^ {2}([A-Z]{4}-[A-Z]{4})$/m.exec(heard)?.[1];
      if (code !== undefined) decided ??= decide(code);
    },
  }).finally(() => decided);
}

const decideAs = (seat: "host" | "operator", body: object) => (code: string) =>
  people[seat].client.send("POST", "/v1/logins/decide", { code, ...body });

test("a person lets the terminal in at the page; it keeps a token for itself, and the audit says so", async () => {
  const credentials = join(work, "login", "credentials.json");
  const place = { kind: "side", id: people.sideId };
  const { code, out, err } = await login(credentials, decideAs("host", { decision: "approve", place }));
  assert.equal(code, 0, err);
  assert.match(err, new RegExp(`${url}/login#[A-Z]{4}-`));
  assert.match((JSON.parse(out) as MeView).token?.name ?? "", /^stoa on /);
  assert.ok(!out.includes("stoa_tok_") && !err.includes("stoa_tok_") && !err.includes("stoa_ask_"), "a secret was shown");
  assert.equal(statSync(credentials).mode & 0o777, 0o600);
  const env = { STOA_CREDENTIALS: credentials };
  const me = JSON.parse((await runStoa(["whoami", "--json"], { env })).out) as MeView & { url: string };
  assert.deepEqual([me.url, me.places.every(({ kind }) => kind === "side")], [url, true]);
  assert.equal((await runStoa(["listings", "--waiting", "--side", "test"], { env })).code, 0);
  const audit = await people.host.client.get<AuditPage>(`${people.host.base}/audit`);
  assert.deepEqual(
    audit.items.slice(0, 2).map(({ verb }) => verb),
    ["token.create", "login.approve"],
  );
  assert.equal((await runStoa(["logout"], { env })).code, 0);
  assert.ok(!readFileSync(credentials, "utf8").includes("stoa_tok_"));
});

test("a refused request ends the command with 3 and what to do; a foreign page cannot decide", async () => {
  const { code, err } = await login(join(work, "refused.json"), decideAs("host", { decision: "refuse" }));
  const said = JSON.parse(err.slice(err.indexOf('{"error"'))) as { error: { what: string; fix: string } };
  assert.deepEqual([code, said.error.fix], [3, "Ask again: stoa login"]);
  assert.match(said.error.what, /refused/);
  const headers = { origin: "https://evil.example", cookie: `stoa_session=${people.host.token}`, "content-type": "application/json" };
  const foreign = await fetch(`${url}/v1/logins/decide`, {
    method: "POST",
    headers,
    body: JSON.stringify({ code: "B", decision: "refuse" }),
  });
  assert.equal(foreign.status, 403);
});

test("a token on standard input signs in too", async () => {
  const env = { STOA_CREDENTIALS: join(work, "token.json") };
  const { code, out } = await runStoa(["login", url, "--token-stdin", "--json"], { env, input: `${people.publisher.token}\n` });
  assert.deepEqual([code, (JSON.parse(out) as MeView).token?.name], [0, "laptop"]);
  assert.equal((await runStoa(["login", url, "--token-stdin"], { env, input: "stoa_tok_wrong" })).code, 3);
});

test("an operator adds a runtime; others are told who can, and nothing is sent", async () => {
  const image = join(work, "image.tar");
  writeTestImage(image, { "etc/os-release": "ID=tiny\n" });
  const name = `tiny-${process.pid}:1`;
  // The runtimes of trials are kept from one to the next.
  const index = join(realpathSync(join(deployment.dataDir, "runtimes")), "index");
  after(() => rmSync(join(index, `imported-tiny-${process.pid}-1.json`)));
  const added = await runStoa(["runtime", "add", name, "--from", image, "--json"], {
    env: { STOA_URL: url, STOA_TOKEN: people.operator.token },
  });
  assert.equal(added.code, 0, added.err);
  const list = await runStoa(["runtime", "list", "--json"], { env: { STOA_URL: url, STOA_TOKEN: people.operator.token } });
  assert.ok((JSON.parse(list.out) as RuntimeList).items.some((item) => item.name === name));
  const owner = statSync(join(index, `imported-tiny-${process.pid}-1.json`)).uid;
  assert.equal(owner, statSync(join(deployment.dataDir, "blobs")).uid, "it belongs to the user the server runs as");
  const refused = await runStoa(["runtime", "add", name, "--from", image], { env: { STOA_URL: url, STOA_TOKEN: people.publisher.token } });
  assert.deepEqual([refused.code, /does not act for the operator/.test(refused.err)], [3, true]);
  const again = await runStoa(["runtime", "add", name, "--from", image, "--json"], {
    env: { STOA_URL: url, STOA_TOKEN: people.operator.token },
  });
  assert.deepEqual(
    [again.code, (JSON.parse(again.err.split("\n").findLast((line) => line !== "") ?? "") as { error: { code: string } }).error.code],
    [3, "conflict"],
  );
});

test("an operator removes a runtime that nothing stands on; one this machine makes stays", async () => {
  const image = join(work, "gone.tar");
  writeTestImage(image, { "etc/os-release": "ID=gone\n" });
  const name = `gone-${process.pid}:1`;
  const env = { STOA_URL: url, STOA_TOKEN: people.operator.token };
  assert.equal((await runStoa(["runtime", "add", name, "--from", image], { env })).code, 0);
  const removed = await runStoa(["runtime", "remove", name, "--json"], { env });
  assert.deepEqual([removed.code, JSON.parse(removed.out)], [0, { removed: name }], removed.err);
  const list = await runStoa(["runtime", "list", "--json"], { env });
  assert.ok((JSON.parse(list.out) as RuntimeList).items.every((item) => item.name !== name));
  const made = await runStoa(["runtime", "remove", "bash"], { env });
  assert.deepEqual([made.code, /makes "bash" by itself/.test(made.err)], [3, true], made.err);
});

test("a reviewer signs in at a terminal, reads, and changes nothing", async () => {
  const credentials = join(work, "reviewer.json");
  const body = { email: "rosa@ledgerline.example", role: "host_reviewer" };
  const link = await people.host.client.send<LinkView>("POST", `${people.host.base}/invites`, body);
  const rosa = await spend(url, new URL(link.url).hash.slice(1), () => people.host.base);
  const place = { kind: "side", id: people.sideId };
  const { code, out } = await login(credentials, (asked) =>
    rosa.client.send("POST", "/v1/logins/decide", { code: asked, decision: "approve", place }),
  );
  assert.deepEqual([code, (JSON.parse(out) as MeView).token?.readOnly], [0, true]);
  const env = { STOA_CREDENTIALS: credentials };
  assert.equal((await runStoa(["listings", "--waiting", "--json"], { env })).code, 0);
  const refusedWrite = await runStoa(["token", "create", "more", "--role", "host_reviewer", "--json"], { env });
  assert.deepEqual([refusedWrite.code, /This token only reads/.test(refusedWrite.err)], [3, true], refusedWrite.err);
});

/** A publisher's own secret: from standard input, seen by name only, gone when removed. */
async function keepSecret(): Promise<void> {
  const value = "own-secret-of-labs-4711";
  const env = { ...gitEnv, STOA_URL: url, STOA_TOKEN: people.publisher.token };
  const set = await runStoa(["secrets", "set", "LABS_KEY", "--for", "build", "--json"], { cwd: home, env, input: `${value}\n` });
  assert.deepEqual([set.code, (JSON.parse(set.out) as IntegrationSecret).name], [0, "LABS_KEY"], set.err);
  answered.add("secrets set");
  const list = await json<IntegrationSecret[]>("publisher", "secrets", "list");
  assert.deepEqual(
    list.map(({ name, purpose }) => [name, purpose]),
    [["LABS_KEY", "build"]],
  );
  assert.ok(![set.out, set.err, JSON.stringify(list)].some((text) => text.includes(value)), "a secret was shown");
  const inArguments = await runStoa(["secrets", "set", "LABS_KEY", "a-value"], { cwd: home, env });
  assert.equal(inArguments.code, 2, "a value among the arguments is refused");
  await json("publisher", "secrets", "remove", "LABS_KEY", "--for", "build");
  assert.deepEqual(await json("publisher", "secrets", "list"), []);
}

test("from init to a run's verdict, every command answers in JSON", async () => {
  const made = await runStoa(["init", "hello", "--lang", "bash", "--json"], { cwd: work, env: gitEnv });
  assert.equal(made.code, 0, made.err);
  leaveAnItem(home);
  assert.equal((await json<{ ok: boolean }>("publisher", "check")).ok, true);
  await checkBases();
  const build = await json<Build>("publisher", "push");
  assert.equal(build.state, "succeeded");
  for (const line of [
    "builds list",
    `builds show ${build.id}`,
    "integrations list",
    "release list",
    "release describe Mended --translation de=Behoben",
    "release publish",
  ])
    await json("publisher", ...line.split(" "));
  await keepSecret();
  const [unlisted] = await json<{ next: string }[]>("publisher", "status");
  assert.match(unlisted?.next ?? "", /stoa submit --integration hello/);
  const listing = await json<Listing>("publisher", "submit");
  const [standing] = await json<{ state: string; next: string }[]>("publisher", "status");
  assert.match(standing?.next ?? "", /^Ledgerline must decide/);
  assert.equal((await json<Listing[]>("host", "listings", "list", "--waiting"))[0]?.id, listing.id);
  await json("host", "status");
  assert.equal((await json<Listing>("host", "listings", "approve", listing.id)).state, "published");
  assert.deepEqual((await json<Listing>("host", "listings", "offer", listing.id, "--tier", "pro")).audience?.tiers, ["pro"]);
  await json("host", "listings", "offer", listing.id);
  const onTest = await json<Listing>("publisher", "submit", "--side", "test");
  const reason = ["--side", "test", "--reason", "Say more."];
  assert.equal((await json<Listing>("host", "listings", "reject", onTest.id, ...reason)).state, "rejected");
  for (const line of ["set api.example.com http://127.0.0.1:9", "list", "remove api.example.com:443"])
    await json("publisher", "simulators", ...line.split(" "));
  await useAsCustomer(listing.id);
  await json("operator", "status");
  await json("operator", "hosts", "list");
  await json("operator", "hosts", "create", "Other Product");
  await json("host", "invite", "rita@ledgerline.example", "--role", "host_reviewer");
});

test("an operator adds a way to be told, tries it and takes it away; its secret is on no screen", async () => {
  assert.deepEqual(await json("operator", "alerts", "list"), []);
  assert.equal((await json<StorageView>("operator", "storage")).disk.isFull, false);
  const env = { ...gitEnv, STOA_URL: url, STOA_TOKEN: people.operator.token };
  const mail = [
    "--host",
    "127.0.0.1",
    "--port",
    "9",
    "--security",
    "none",
    "--user",
    "me",
    "--from",
    "stoa@a.example",
    "--to",
    "b@a.example",
  ];
  const added = await runStoa(["alerts", "add", "mail", ...mail, "--json"], { env, input: "pass-phrase-12\n" });
  assert.equal(added.code, 0, added.err);
  answered.add("alerts add");
  const { id } = JSON.parse(added.out) as { id: string };
  const tried = await as("operator", ["alerts", "test", "--json"]);
  assert.deepEqual([tried.code, /"ok": false/.test(tried.out), /Nothing listens there/.test(tried.out)], [1, true, true], tried.out);
  answered.add("alerts test");
  const listed = await json<{ error: string }[]>("operator", "alerts", "channels");
  assert.equal(listed[0]?.error, "Nothing listens there.");
  assert.ok(!`${added.out}${tried.out}${JSON.stringify(listed)}`.includes("pass-phrase-12"));
  const edited = await json<{ name: string; error: string | null; settings: object }>(
    "operator",
    "alerts",
    "edit",
    id,
    "--name",
    "Duty",
    "--to",
    "c@a.example",
  );
  assert.deepEqual([edited.name, edited.error, "to" in edited.settings && edited.settings.to], ["Duty", null, ["c@a.example"]]);
  await json("operator", "alerts", "remove", id);
  assert.deepEqual(await json("operator", "alerts", "channels"), []);
});

test("a host describes a provider and enters an app; a customer connects a key, and it is on no screen", () =>
  connectByCommand({ json, as, answered, url, people, place: keyShop.place, env: gitEnv }));

test("a host says by command which keys, customers and people it has", () => {
  const kid = product.registration.jwks.keys[0]?.kid ?? "";
  return provisionByCommand({ json, work, names, keys: { url: `${product.url}/.well-known/jwks.json`, kid } });
});

test("a host uploads what its API can do; a program asks for it, a customer allows it and takes it back", async () => {
  const document = await (await fetch(`${product.url}/api/openapi.json`)).text();
  await actByCommand({ json, answered, url, people, work, env: gitEnv, document });
});

test("a host has its own server told by command, and sees what came of it", () =>
  webhooksByCommand({ json, as, answered, url: `http://${keyShop.place}/stoa` }));

test("an operator and a host say by command whom their people sign in with", async () => {
  for (const seat of ["operator", "host"] as const) {
    const issuer = `http://${keyShop.place}`;
    const env = { ...gitEnv, STOA_URL: url, STOA_TOKEN: people[seat].token };
    const added = await runStoa(["sign-in", "add", "Works ID", "--issuer", issuer, "--client-id", "stoa", "--json"], {
      env,
      input: "canary-31\n",
    });
    assert.equal(added.code, 0, added.err);
    answered.add("sign-in add");
    const listed = await json<{ id: string; name: string }[]>(seat, "sign-in", "list");
    assert.deepEqual([listed[0]?.name, `${added.out}${JSON.stringify(listed)}`.includes("canary-31")], ["Works ID", false]);
    const edited = await runStoa(["sign-in", "secret", listed[0]?.id ?? "", "--json"], { env, input: "canary-32\n" });
    assert.deepEqual([edited.code, edited.out.includes("canary-32")], [0, false], edited.err);
    answered.add("sign-in secret");
    await json(seat, "sign-in", "remove", listed[0]?.id ?? "");
  }
});

/** A second release, so that one can go back, whose run is long enough to be cancelled. */
async function cancelSlow(installationId: string): Promise<void> {
  appendFileSync(join(home, "main.sh"), "\nsleep 60\n");
  commit(home, "Slow");
  assert.equal((await json<Build>("publisher", "push")).state, "succeeded");
  await json("publisher", "release", "publish");
  const installation = () => json<{ release: { version: string; number: number } }>("customer", "installs", "show", installationId);
  for (let tries = 0; (await installation()).release.number < 2 && tries < 20; tries++) await wait(200);
  const { runId } = await json<{ runId: string }>("customer", "trigger", installationId, "--no-follow");
  const follow = ["runs", "show", "--follow", runId, "--json"];
  const [{ code, out, err }] = await Promise.all([as("customer", follow), json("customer", "runs", "cancel", runId)]);
  assert.deepEqual([code, (JSON.parse(out) as RunView).state], [1, "cancelled"], err);
  await json("publisher", "release", "rollback");
}

/** What the deployment does not have is a problem; where none can be asked, this machine's word is advice. */
async function checkBases(): Promise<void> {
  const folder = join(work, "other");
  cpSync(home, folder, { recursive: true });
  writeFileSync(join(folder, "stoa.yaml"), readFileSync(join(home, "stoa.yaml"), "utf8").replace("base: bash", "base: cobol:1"));
  const { code, out } = await as("publisher", ["check", folder, "--json"]);
  const { problems } = JSON.parse(out) as { problems: { line: number; message: string; fix: string }[] };
  assert.deepEqual([code, problems.length, (problems[0]?.line ?? 0) > 1], [1, 1, true]);
  assert.match(problems[0]?.message ?? "", /There is no runtime "cobol:1". There are: .*bash/);
  assert.match(problems[0]?.fix ?? "", /stoa runtime add cobol:1 --from image.tar/);
  const alone = await runStoa(["check", folder], { env: { HOME: work } });
  assert.deepEqual([alone.code, /· stoa.yaml:\d+:1 On this machine: There is no runtime/.test(alone.out)], [0, true], alone.err);
}

async function useAsCustomer(listingId: string): Promise<void> {
  for (const line of ["listings list", `listings show ${listingId}`]) await json("customer", ...line.split(" "));
  assert.equal((await as("customer", ["install", listingId, "--json"])).code, 1, "nothing is installed without --yes");
  const { installationId: id } = await json<{ installationId: string }>("customer", "install", listingId, "--yes", "--schedule", "none");
  for (const line of [
    "installs list",
    `installs show ${id}`,
    `installs configure ${id} --set greeting=Ciao`,
    "installs pause --all",
    "installs resume --all",
    `installs pause ${id}`,
    `installs resume ${id}`,
  ])
    await json("customer", ...line.split(" "));
  const run = await json<RunView>("customer", "trigger", id);
  assert.equal(run.state, "succeeded");
  for (const line of ["runs list", `runs show ${run.id}`, `runs show --follow ${run.id}`, `runs waiting ${run.id}`, `runs rerun ${run.id}`])
    await json("customer", ...line.split(" "));
  await retryLeft({ json, as }, id);
  await askByCommand(json, run.id);
  await lookUpByCommand({ json, as });
  await discoverByCommand(json, people.customer);
  const { out } = await as("customer", ["logs", run.id, "--json"]);
  for (const line of out.trim().split("\n")) assert.equal(typeof (JSON.parse(line) as { text: unknown }).text, "string");
  const hidden = await as("publisher", ["logs", "-f", run.id, "--json"]);
  assert.deepEqual([hidden.code, /does not share the logs/.test(hidden.err)], [3, true]);
  await json("customer", "installs", "configure", id, "--share-logs", "--language", "de");
  assert.equal((await as("publisher", ["logs", "-f", run.id, "--json"])).out, out);
  await json("customer", "installs", "export", id);
  const zip = join(work, "installation.zip");
  await json("customer", "installs", "export", id, "--to", zip);
  for (const name of ["README.txt", "runs.csv", "export.json"]) assert.ok(readFileSync(zip).includes(name), name);
  assert.equal(statSync(zip).mode & 0o777, 0o600);
  await cancelSlow(id);
  const { id: limitId } = await json<{ id: string }>("operator", "limits", "set", id, "--at-once", "3");
  await json("operator", "limits", "list");
  await json("operator", "usage", "--by", "customer");
  await json("operator", "limits", "remove", limitId);
  const { id: tokenId } = await json<{ id: string }>("customer", "token", "create", "ci", "--role", "customer_viewer");
  await json("customer", "token", "list");
  await json("customer", "token", "revoke", tokenId);
  await eraseByCommand(json, id);
}

const apart = ["login", "logout", "whoami", "logs", "installs export", "runtime list", "runtime add", "runtime remove", "alerts show"];

test("every command that is refused says so in JSON, with its exit code", async () => {
  const nothing = `01j0${"0".repeat(22)}`;
  for (const [seat, line, expected] of refusals(nothing)) {
    const { code, out, err } = await as(seat, [...line.split(" "), "--json"]);
    const { error } = JSON.parse(err) as { error: { code: string; what: string; fix: string } };
    assert.deepEqual([code, out], [expected, ""], `${line}: ${err}`);
    assert.ok(error.code !== "" && error.what !== "" && error.fix !== "", line);
    refused.add(commandOf(line.split(" ")));
  }
  for (const command of serverCommands.filter((one) => !apart.includes(one))) {
    assert.ok(answered.has(command), `stoa ${command} was not seen to answer in JSON`);
    if (!command.endsWith(" list")) assert.ok(refused.has(command), `stoa ${command} was not seen refused in JSON`);
  }
});
