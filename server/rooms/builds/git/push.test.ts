import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError, transaction } from "../../../base/index.ts";
import { createToken } from "../../identity/index.ts";
import { listBuilds, type BuildRow } from "../index.ts";
import { randomBytes } from "node:crypto";
import { openBuildWorld, type PushTarget } from "../../../testing/build-world.ts";
import { Clone, runGit } from "../../../testing/clone.ts";
import { repositoryPath } from "./repository.ts";

const { url, place, world, makeIntegration } = await openBuildWorld({ pushBytes: 4 << 20 });
const manifest = "version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: ./hello.sh\n";
// The clock of tests stands still, so ids made in one process with real ones do not keep their order.
async function builds(target: PushTarget): Promise<BuildRow[]> {
  const { items } = await listBuilds(target.owner, { integrationId: target.integrationId });
  return items.toSorted((one, other) => other.number - one.number);
}

test("a push to main and a tag each queue a build and say so; a side branch queues none; it can be cloned back", async () => {
  const target = await makeIntegration("hello");
  const clone = new Clone().write({ "stoa.yaml": manifest, "hello.sh": "echo hi\n" });
  const commit = clone.commit();
  const first = await clone.push(target.pushUrl);
  assert.ok(first.ok, first.told);
  assert.match(first.told, /remote: Build 1 of main is queued\./);
  clone.git("tag", "-a", "v1.0", "-m", "one");
  clone.git("branch", "feature");
  const second = await clone.push(target.pushUrl, "v1.0", "feature");
  assert.match(second.told, /remote: Build 2 of v1\.0 is queued\./);
  assert.deepEqual(
    (await builds(target)).map((build) => [build.number, build.cause, build.ref, build.commit]),
    [
      [2, "tag", "refs/tags/v1.0", commit],
      [1, "push", "refs/heads/main", commit],
    ],
  );
  const folder = mkdtempSync(join(tmpdir(), "stoa-clone-"));
  after(() => rmSync(folder, { recursive: true }));
  const cloned = await runGit(folder, ["clone", "-q", target.pushUrl, "again"]);
  assert.ok(cloned.ok, cloned.told);
  assert.equal(readFileSync(join(folder, "again", "stoa.yaml"), "utf8"), manifest);
});

test("while the disk is nearly full no push is taken, git shows why, what is there can be cloned, and what waits says for what", async () => {
  const target = await makeIntegration("full");
  const clone = new Clone().write({ "stoa.yaml": manifest, "hello.sh": "echo hi\n" });
  clone.commit();
  assert.ok((await clone.push(target.pushUrl)).ok);
  const refuse = (what: string): void => {
    throw new StoaError("unavailable", { what: `${what}: the disk of this deployment is nearly full.`, fix: "Wait." });
  };
  place.disk = { isFull: true, refuseWhenFull: refuse };
  after(() => (place.disk = undefined));
  clone.commit("more");
  const pushed = await clone.push(target.pushUrl);
  assert.deepEqual([pushed.ok, (await builds(target)).length], [false, 1]);
  assert.match(pushed.told, /No push is taken: the disk of this deployment is nearly full/);
  const folder = mkdtempSync(join(tmpdir(), "stoa-clone-"));
  after(() => rmSync(folder, { recursive: true }));
  assert.ok((await runGit(folder, ["clone", "-q", target.pushUrl, "again"])).ok);
  const headers = { authorization: `Bearer ${target.token}` };
  const base = `${url}/v1/publishers/${showId("publisher", target.publisherId)}/integrations/${showId("integration", target.integrationId)}/builds`;
  const shown = (await (await fetch(base, { headers })).json()) as { items: { state: string; reason: string }[] };
  assert.deepEqual(
    shown.items.map(({ state }) => state),
    ["queued"],
  );
  assert.match(shown.items[0]?.reason ?? "", /^Builds have stopped: .* It is built once there is room\.$/);
  const asked = await fetch(base, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ ref: "main" }),
  });
  assert.deepEqual([asked.status, /Builds have stopped: the disk/.test(await asked.text())], [503, true]);
  place.disk = undefined;
  assert.ok((await clone.push(target.pushUrl)).ok);
});

test("a newer push takes the place of what waits of the same branch", async () => {
  const target = await makeIntegration("newer");
  const clone = new Clone().write({ "stoa.yaml": manifest });
  for (const message of ["one", "two", "three"]) {
    clone.commit(message);
    assert.ok((await clone.push(target.pushUrl)).ok);
  }
  assert.deepEqual(
    (await builds(target)).map((build) => build.state),
    ["queued", "cancelled", "cancelled"],
  );
});

test("a large push in chunks goes through, one over the limit is refused with the reason", async () => {
  const target = await makeIntegration("large");
  const clone = new Clone().write({ "stoa.yaml": manifest, "data.bin": randomBytes(3 << 20) });
  clone.commit();
  const within = await clone.push(target.pushUrl);
  assert.ok(within.ok, within.told);
  clone.write({ "more.bin": randomBytes(6 << 20) }).commit();
  const over = await clone.push(target.pushUrl);
  assert.ok(!over.ok);
  assert.match(over.told, /remote: This push is larger than 4 MB\. Keep large files out/);
  assert.match(over.told, /remote rejected/);
  assert.equal((await builds(target)).length, 1);
});

test("no token, a wrong token, another publisher's token and a token in the address get nowhere", async () => {
  const target = await makeIntegration("closed");
  const stranger = await makeIntegration("stranger");
  const clone = new Clone().write({ "stoa.yaml": manifest });
  clone.commit();
  for (const bad of [
    target.address,
    target.address.replace("://", "://x:stoa_tok_wrong@"),
    target.address.replace("://", `://x:${stranger.token}@`),
  ]) {
    assert.ok(!(await clone.push(bad)).ok, bad);
  }
  const get = (path: string, token: string | undefined) =>
    fetch(path, token === undefined ? {} : { headers: { authorization: `Basic ${Buffer.from(`x:${token}`).toString("base64")}` } });
  const refs = `${target.address}/info/refs?service=git-receive-pack`;
  const open = await get(refs, undefined);
  assert.deepEqual([open.status, open.headers.get("www-authenticate")?.startsWith("Basic")], [401, true]);
  assert.equal((await get(refs, stranger.token)).status, 404);
  assert.equal((await get(`${url}/git/nobody/nothing.git/info/refs?service=git-receive-pack`, target.token)).status, 404);
  const leaked = await get(`${refs}&token=${target.token}`, target.token);
  assert.equal(leaked.status, 400);
  assert.match(await leaked.text(), /Revoke a token/);
  assert.equal((await get(`${target.address}/info/refs`, target.token)).status, 400);
  assert.equal((await get(`${target.address}/objects/info/packs`, target.token)).status, 404);
  const customer = await world.makeCustomer((await world.makeHost()).liveSideId);
  const foreign = await createToken(customer.owner, { name: "x", roles: ["customer_owner"] });
  assert.equal((await get(refs, foreign.text)).status, 404);
  assert.deepEqual(await builds(target), []);
});

test("git refuses a tree that hides a .git folder or leaves the tree, and only branches and tags are taken", async () => {
  for (const name of [".git", ".GIT", "..", "git~1"]) {
    const target = await makeIntegration(`hidden-${[".git", ".GIT", "..", "git~1"].indexOf(name)}`);
    const clone = new Clone();
    const inner = clone.tree([{ mode: "100644", name: "config", object: clone.blob("[core]\n") }]);
    clone.commitTree(clone.tree([{ mode: "40000", name, object: inner }]));
    const pushed = await clone.push(target.pushUrl);
    assert.ok(!pushed.ok, name);
    assert.match(pushed.told, /remote: (?:error|fatal): .*(?:hasDot|contains)/, pushed.told);
    assert.deepEqual(await builds(target), []);
  }
  const target = await makeIntegration("odd-refs");
  const clone = new Clone().write({ "stoa.yaml": manifest });
  clone.commit();
  assert.match((await clone.push(target.pushUrl, "main:refs/for/main")).told, /Only branches and tags are taken/);
  const many = Array.from({ length: 21 }, (_, index) => `main:refs/tags/t${index}`);
  assert.match((await clone.push(target.pushUrl, ...many)).told, /changes more than 20/);
});

test("hooks and settings in a repository do nothing", async () => {
  const target = await makeIntegration("hooked");
  const clone = new Clone().write({ "stoa.yaml": manifest });
  clone.commit();
  assert.ok((await clone.push(target.pushUrl)).ok);
  const repository = repositoryPath(place.dataDir, target.integrationId);
  mkdirSync(join(repository, "hooks"), { recursive: true });
  for (const hook of ["pre-receive", "update", "post-receive", "post-update"])
    writeFileSync(join(repository, "hooks", hook), `#!/bin/sh\ntouch "$GIT_DIR/ran"\nexit 1\n`, { mode: 0o755 });
  writeFileSync(join(repository, "config"), `[core]\n\tbare = true\n\thooksPath = hooks\n[receive]\n\tfsckObjects = false\n`);
  clone.commit("again");
  const pushed = await clone.push(target.pushUrl);
  assert.ok(pushed.ok, pushed.told);
  assert.ok(!existsSync(join(repository, "ran")));
  const inner = clone.tree([{ mode: "100644", name: "config", object: clone.blob("x\n") }]);
  clone.commitTree(clone.tree([{ mode: "40000", name: ".git", object: inner }]));
  assert.ok(!(await clone.push(target.pushUrl, "+main")).ok);
});

test("who pushed what is in the audit", async () => {
  const target = await makeIntegration("told");
  const clone = new Clone().write({ "stoa.yaml": manifest });
  const commit = clone.commit();
  await clone.push(target.pushUrl);
  const rows = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ actor_kind: string; after: unknown }>(
      "select actor_kind, after from base.audit where subject = $1 and verb = 'repository.push'",
      [target.integrationId],
    ),
  );
  assert.deepEqual(rows, [{ actor_kind: "token", after: { refs: [{ ref: "refs/heads/main", to: commit }] } }]);
});
