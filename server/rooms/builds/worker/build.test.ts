import assert from "node:assert/strict";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { showId, type BuildFailure, type Showcase } from "@stoa/contract";
import { StoaError, transaction } from "../../../base/index.ts";
import { getIntegration, getRelease, pageKey, pictureKey } from "../../catalog/index.ts";
import { cancelBuild, ensureArtifact, getBuild, listBuilds, putIntegrationSecret, requestBuild, type BuildRow } from "../index.ts";
import { Clone } from "../../../testing/clone.ts";
import { openBuildWorld, type PushTarget } from "../../../testing/build-world.ts";

const { url, place, world, workshop, makeIntegration, startLoop } = await openBuildWorld({ buildMs: 60_000, workBytes: 64 << 20 });
startLoop(2);
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const manifestOf = (build: string, more = ""): string =>
  `version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: ./hello.sh\nbuild: ${JSON.stringify(build)}\n${more}`;

async function waitFor(
  target: PushTarget,
  number: number,
  states: readonly string[] = ["succeeded", "failed", "cancelled"],
): Promise<BuildRow> {
  for (let tries = 0; tries < 600; tries++) {
    const found = (await listBuilds(target.owner, { integrationId: target.integrationId })).items.find((build) => build.number === number);
    if (found && states.includes(found.state)) return found;
    await sleep(100);
  }
  throw new Error(`build ${number} never came to ${states.join(" or ")}`);
}

async function logOf(target: PushTarget, build: BuildRow): Promise<string> {
  const address = `${url}/v1/publishers/${showId("publisher", target.publisherId)}/builds/${showId("build", build.id)}/log?follow=true`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${target.token}` } });
  const lines = (await response.text()).trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { text: string }).text).join("\n");
}

async function pushAndWait(target: PushTarget, clone: Clone, number: number): Promise<BuildRow> {
  clone.commit();
  const pushed = await clone.push(target.pushUrl);
  assert.ok(pushed.ok, pushed.told);
  return waitFor(target, number);
}

test("a push becomes a release whose artifact holds what the build left, the same bytes each time", async () => {
  const target = await makeIntegration("hello");
  const clone = new Clone().write({
    "stoa.yaml": manifestOf(
      "printf 'echo hi %s\\n' \"$STOA_BUILD\" > made.sh && chmod +x made.sh && mkdir -p sub/empty && ln -s ../made.sh sub/link",
    ),
    "hello.sh": "#!/bin/sh\necho hi\n",
  });
  const build = await pushAndWait(target, clone, 1);
  assert.equal(build.state, "succeeded", JSON.stringify(build.failure));
  assert.deepEqual([build.mainLine, build.step], [true, "package"]);
  const integration = await getIntegration(target.owner, target);
  assert.equal(integration.latest?.id, build.releaseId);
  const release = await getRelease(target.owner, { integrationId: target.integrationId, releaseId: build.releaseId ?? "" });
  assert.deepEqual([release.version, release.contract, release.runtime.base, release.commit], ["0.0.1", "stoa", "bash", build.commit]);
  const folder = await ensureArtifact({ dataDir: place.dataDir, blobs: workshop.blobs }, release.artifactDigest);
  assert.deepEqual(readdirSync(folder, { recursive: true, encoding: "utf8" }).map(String).toSorted(), [
    "hello.sh",
    "made.sh",
    "stoa.yaml",
    "sub",
    "sub/empty",
    "sub/link",
  ]);
  assert.equal(readFileSync(join(folder, "sub/link"), "utf8"), "echo hi 1\n");
  assert.deepEqual(
    [lstatSync(join(folder, "made.sh")).mode & 0o777, lstatSync(join(folder, "stoa.yaml")).mode & 0o777, lstatSync(folder).mode & 0o777],
    [0o755, 0o644, 0o755],
  );
  const again = await requestBuild(target.owner, place, { integrationId: target.integrationId, ref: build.commit });
  const second = await waitFor(target, again.number);
  const other = await getRelease(target.owner, { integrationId: target.integrationId, releaseId: second.releaseId ?? "" });
  assert.deepEqual([other.number, other.artifactDigest, second.mainLine], [2, release.artifactDigest, true]);
  assert.match(await logOf(target, build), /-- checkout\n2 files of commit [\s\S]*\$ printf[\s\S]*-- package\nPacked 4 files/);
  assert.deepEqual(readdirSync(join(place.dataDir, "builds")), []);
});

test("pictures and the page the manifest names come with the release, cleaned, and are kept by their digest", async () => {
  const target = await makeIntegration("pictured");
  const icon = readFileSync(new URL("../../../../examples/ready/slack-new-contacts/pictures/icon.png", import.meta.url));
  const clone = new Clone().write({
    "stoa.yaml": manifestOf("rm -r pictures/icon.png page", "icon: pictures/icon.png\npage: page\n"),
    "hello.sh": "",
    "page/index.html": '<script src="js/main.js"></script>',
    "page/js/main.js": "parent.postMessage({ stoa: 'hello' }, '*');",
    "pictures/icon.png": icon,
  });
  const build = await pushAndWait(target, clone, 1);
  const { page } = await getRelease(target.owner, { integrationId: target.integrationId, releaseId: build.releaseId ?? "" });
  const brought = await transaction(target.owner, ({ tx }) =>
    tx.row<{ showcase: Showcase }>("select showcase from catalog.release where id = $1", [build.releaseId]),
  );
  assert.ok(brought?.showcase.icon);
  const { icon: shown, items } = brought.showcase;
  assert.deepEqual([shown.type, shown.width, items], ["image/png", 256, []]);
  assert.equal((await workshop.blobs.head(pictureKey(shown.digest)))?.size, shown.bytes);
  for (const path of ["index.html", "js/main.js"]) assert.ok(await workshop.blobs.head(pageKey(String(page), path)), path);
  clone.write({ "pictures/icon.png": "<svg/>" });
  const failed = await pushFailing(target, clone, 2);
  assert.match(failed.problems[0]?.path ?? "", /^stoa.yaml:\d+:7$/);
});

test("the log is live while the build runs", async () => {
  const target = await makeIntegration("live");
  const clone = new Clone().write({ "stoa.yaml": manifestOf("echo early; sleep 3; echo late") });
  clone.commit();
  const pushed = await clone.push(target.pushUrl);
  assert.ok(pushed.ok, pushed.told);
  const build = await waitFor(target, 1, ["running"]);
  const response = await fetch(
    `${url}/v1/publishers/${showId("publisher", target.publisherId)}/builds/${showId("build", build.id)}/log?follow=true`,
    { headers: { authorization: `Bearer ${target.token}` } },
  );
  const seen: [string, string][] = [];
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const { state } = await getBuild(target.owner, { buildId: build.id });
    for (const line of text
      .split("\n")
      .slice(0, -1)
      .filter((one) => one !== ""))
      seen.push([(JSON.parse(line) as { text: string }).text, state]);
    text = text.slice(text.lastIndexOf("\n") + 1);
  }
  assert.deepEqual(
    seen.find(([line]) => line === "early"),
    ["early", "running"],
  );
  assert.ok(seen.some(([line]) => line === "late"));
});

async function pushFailing(target: PushTarget, clone: Clone, number: number): Promise<BuildFailure> {
  const { state, failure, releaseId } = await pushAndWait(target, clone, number);
  assert.deepEqual([state, releaseId], ["failed", null]);
  assert.ok(failure);
  return failure;
}

test("a failed build names the step and shows the last lines", async () => {
  const target = await makeIntegration("broken");
  const clone = new Clone().write({ "stoa.yaml": manifestOf("echo before; ls /nonexistent; false") });
  const failed = await pushFailing(target, clone, 1);
  assert.deepEqual([failed.step, failed.what], ["build", "A build line ended with exit code 1."]);
  assert.ok(failed.lines.some((line) => line.includes("No such file or directory")));
  const tooMuch = "head -c 100000000 /dev/zero | tr '\\\\0' x > fat; sleep 20";
  for (const [number, manifest, step, what] of [
    [2, manifestOf("true").replace("base: bash", "base: cobol:9"), "runtime", /no runtime "cobol:9"/],
    [3, manifestOf("mkfifo pipe"), "package", /no file, folder or link: pipe/],
    [4, manifestOf(tooMuch), "build", /wrote more than 64 MB/],
    [
      5,
      manifestOf("x", "run: ./gone.sh\n")
        .replace(/build: .*\n/, "")
        .replace("run: ./hello.sh\n", ""),
      "manifest",
      /starts `gone\.sh`/,
    ],
  ] as const) {
    const failure = await pushFailing(target, clone.write({ "stoa.yaml": manifest }), number);
    assert.equal(failure.step, step);
    assert.match(failure.what, what);
  }
});

test("a manifest's faults are told with line and column, a missing one with what to do", async () => {
  const target = await makeIntegration("faulty");
  const clone = new Clone().write({ "stoa.yaml": "version: 1\ncontract: stoa\nnam: x\n" });
  const faulty = await pushFailing(target, clone, 1);
  assert.equal(faulty.step, "manifest");
  assert.match(faulty.problems[0]?.path ?? "", /^stoa\.yaml:\d+:\d+$/);
  clone.git("rm", "-q", "stoa.yaml");
  const none = await pushFailing(target, clone, 2);
  assert.deepEqual([none.step, none.what], ["manifest", "There is no stoa.yaml."]);
});

test("a hostile tree fails in the step checkout, and nothing of it ran", async () => {
  const target = await makeIntegration("hostile");
  const clone = new Clone();
  const tree = clone.tree([
    { mode: "120000", name: "escape", object: clone.blob("../../../../etc/passwd") },
    { mode: "100644", name: "stoa.yaml", object: clone.blob(manifestOf("touch ran")) },
  ]);
  clone.commitTree(tree);
  const pushed = await clone.push(target.pushUrl);
  assert.ok(pushed.ok, pushed.told);
  const failed = await waitFor(target, 1);
  assert.deepEqual([failed.state, failed.failure?.step], ["failed", "checkout"]);
  assert.match(failed.failure?.what ?? "", /link escape leads out of the repository/);
});

test("a build sees its folder and the registries only; what it closes and leaves is cleaned away", async () => {
  const target = await makeIntegration("nosy");
  const look = [
    "id -u; ls /; ls -la / | head -3",
    "ls /root /home 2>&1; cat /etc/shadow 2>&1 | head -1",
    "(exec 3<>/dev/tcp/10.0.0.1/22) 2>&1 | head -1",
    "env | cut -d= -f1 | sort | tr '\\n' ' '",
    "mkdir closed && echo x > closed/file && chmod 000 closed/file closed",
    "touch /usr/x 2>&1; sleep 300 &",
  ];
  const clone = new Clone().write({
    "stoa.yaml": manifestOf("x").replace(/build: .*/, `build:\n${look.map((line) => `  - ${JSON.stringify(line)}`).join("\n")}`),
  });
  const build = await pushAndWait(target, clone, 1);
  assert.equal(build.state, "succeeded", JSON.stringify(build.failure));
  const log = await logOf(target, build);
  assert.match(log, /\n1000\n/);
  assert.match(log, /touch: cannot touch '\/usr\/x': Read-only file system/);
  assert.ok(!/STOA_DATA|PGHOST|DATABASE/.test(log));
  const release = await getRelease(target.owner, { integrationId: target.integrationId, releaseId: build.releaseId ?? "" });
  const folder = await ensureArtifact({ dataDir: place.dataDir, blobs: workshop.blobs }, release.artifactDigest);
  assert.equal(readFileSync(join(folder, "closed/file"), "utf8"), "x\n");
  assert.deepEqual(readdirSync(join(place.dataDir, "builds")), []);
});

test("only builds of the main line see secrets, masked in the log, and write the cache", async () => {
  const target = await makeIntegration("sealed");
  const value = "hunter2-very-secret";
  await putIntegrationSecret(target.owner, { integrationId: target.integrationId, purpose: "build", name: "NPM_TOKEN", value });
  await putIntegrationSecret(target.owner, {
    integrationId: target.integrationId,
    purpose: "run",
    name: "RUN_KEY",
    value: "only-at-run-time",
  });
  const clone = new Clone().write({
    "stoa.yaml": manifestOf(
      'echo "token=$NPM_TOKEN run=$RUN_KEY cached=$(cat /cache/mark 2>/dev/null)"; echo from-$(git --version >/dev/null 2>&1; echo build) >> /cache/mark',
    ),
  });
  const main = await pushAndWait(target, clone, 1);
  assert.match(await logOf(target, main), /token=••• run= cached=\n/);
  clone.git("checkout", "-q", "-b", "feature");
  clone.commit("feature");
  assert.ok((await clone.push(target.pushUrl, "feature")).ok);
  await requestBuild(target.owner, place, { integrationId: target.integrationId, ref: "feature" });
  const side = await waitFor(target, 2);
  assert.deepEqual([side.state, side.mainLine], ["succeeded", false]);
  assert.match(await logOf(target, side), /token= run= cached=\n/);
  assert.equal((await getIntegration(target.owner, target)).latest?.number, 1);
  clone.git("checkout", "-q", "main");
  const next = await pushAndWait(target, clone, 3);
  assert.match(await logOf(target, next), /token=••• run= cached=from-build\n/);
  const stored = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ row: string }>("select b::text as row from builds.build b union all select s::text from builds.integration_secret s"),
  );
  assert.ok(stored.every(({ row }) => !row.includes(value)));
});

test("a running build is cancelled within seconds, a queued one at once, an ended one not at all", async () => {
  const target = await makeIntegration("cancelled");
  const clone = new Clone().write({ "stoa.yaml": manifestOf("sleep 50") });
  clone.commit();
  await clone.push(target.pushUrl);
  const running = await waitFor(target, 1, ["running"]);
  clone.git("tag", "v2");
  await clone.push(target.pushUrl, "v2");
  const queued = await waitFor(target, 2, ["queued"]);
  await sleep(1_500);
  assert.equal((await getBuild(target.owner, { buildId: queued.id })).state, "queued");
  assert.equal((await cancelBuild(target.owner, { buildId: queued.id })).state, "cancelled");
  const began = performance.now();
  await cancelBuild(target.owner, { buildId: running.id, reason: "Wrong branch." });
  const ended = await waitFor(target, 1);
  assert.deepEqual([ended.state, ended.reason], ["cancelled", "Wrong branch."]);
  assert.ok(performance.now() - began < 10_000);
  await assert.rejects(cancelBuild(target.owner, { buildId: running.id }), code("conflict"));
  assert.ok(!existsSync(join(place.dataDir, "builds", `${running.id}-1`)));
});

test("a disk that fills up stops a running build with its reason, and begins none until there is room", async () => {
  const target = await makeIntegration("disk");
  const clone = new Clone().write({ "stoa.yaml": manifestOf("sleep 50") });
  clone.commit();
  await clone.push(target.pushUrl);
  await waitFor(target, 1, ["running"]);
  clone.write({ "stoa.yaml": manifestOf("true") }).commit();
  await clone.push(target.pushUrl);
  place.disk = { isFull: true, refuseWhenFull: () => undefined };
  const stopped = await waitFor(target, 1);
  assert.deepEqual(
    [stopped.state, /nearly full/.test(stopped.failure?.what ?? ""), /Ask for it again/.test(stopped.failure?.fix ?? "")],
    ["failed", true, true],
  );
  await sleep(2_500);
  const waiting = (await listBuilds(target.owner, { integrationId: target.integrationId })).items.find(({ number }) => number === 2);
  assert.equal(waiting?.state, "queued");
  place.disk = undefined;
  assert.equal((await waitFor(target, 2)).state, "succeeded");
});

test("facts and audit tell a build from its push to its release", async () => {
  const target = await makeIntegration("told");
  const build = await pushAndWait(target, new Clone().write({ "stoa.yaml": manifestOf("true") }), 1);
  const facts = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ type: string; subject: string; data: { state?: string; releaseId?: string } }>(
      "select type, subject, data from base.fact where publisher_id = $1 order by seq",
      [target.publisherId],
    ),
  );
  const types = facts.map((fact) => fact.type);
  assert.deepEqual(
    types.filter((type) => /^(?:build|release)\./.test(type)),
    ["build.queued", "release.created", "build.finished"],
  );
  const finished = facts.find((fact) => fact.type === "build.finished");
  assert.deepEqual([finished?.subject, finished?.data.state, finished?.data.releaseId], [build.id, "succeeded", build.releaseId]);
});
