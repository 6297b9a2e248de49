import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openBuildWorld, type PushTarget } from "../../../testing/build-world.ts";
import { Clone } from "../../../testing/clone.ts";
import { testRuntime } from "../../sandbox/testing.ts";
import { getRelease } from "../../catalog/index.ts";
import { ensureArtifact, listBuilds, type BuildRow } from "../index.ts";
import { findRegistries } from "./registries.ts";

const { place, workshop, makeIntegration, startLoop } = await openBuildWorld();
startLoop(1);

async function built(target: PushTarget, clone: Clone): Promise<BuildRow> {
  clone.commit();
  const pushed = await clone.push(target.pushUrl);
  assert.ok(pushed.ok, pushed.told);
  for (let tries = 0; tries < 1200; tries++) {
    const [build] = (await listBuilds(target.owner, { integrationId: target.integrationId })).items;
    if (build && build.state !== "queued" && build.state !== "running") return build;
    await sleep(100);
  }
  throw new Error("the build did not end");
}

async function artifactOf(target: PushTarget, build: BuildRow): Promise<string> {
  assert.equal(build.state, "succeeded", JSON.stringify(build.failure, null, 1));
  const release = await getRelease(target.owner, { integrationId: target.integrationId, releaseId: build.releaseId ?? "" });
  return ensureArtifact({ dataDir: place.dataDir, blobs: workshop.blobs }, release.artifactDigest);
}

test("pip and npm install from where they are set to, and nothing else is reached", async () => {
  const python = await makeIntegration("with-pip");
  const pip = new Clone().write({
    "stoa.yaml": `version: 1\ncontract: stoa\nname: pip\nbase: python\nrun: python3 main.py\nbuild: pip install -q --target lib -r requirements.txt\n`,
    "requirements.txt": "six==1.17.0\n",
    "main.py": "import six\n",
  });
  const folder = await artifactOf(python, await built(python, pip));
  assert.ok(existsSync(join(folder, "lib/six.py")));
  const node = await makeIntegration("with-npm");
  const npm = new Clone().write({
    "stoa.yaml": `version: 1\ncontract: stoa\nname: npm\nbase: node\nrun: node main.js\nbuild: npm install --no-package-lock\n`,
    "package.json": JSON.stringify({ name: "x", version: "1.0.0", dependencies: { "is-odd": "3.0.1" } }),
    "main.js": "require('is-odd')\n",
  });
  assert.ok(existsSync(join(await artifactOf(node, await built(node, npm)), "node_modules/is-number/package.json")));
  const nosy = await makeIntegration("nosy");
  const elsewhere = `version: 1\ncontract: stoa\nname: nosy\nbase: bash\nrun: bash main.sh\nbuild: curl -sS -m 5 https://example.com/\n`;
  const refused = await built(nosy, new Clone().write({ "stoa.yaml": elsewhere, "main.sh": "true\n" }));
  assert.equal(refused.failure?.step, "build");
  assert.ok(
    refused.failure.lines.some((line) => /could not resolve host/i.test(line)),
    refused.failure.lines.join("\n"),
  );
});

test("the operator's list stands in place of what the clients say", async () => {
  const { root } = await testRuntime("python");
  const start = workshop.sandbox.start.bind(workshop.sandbox);
  const listed = ["mirror.example:8443", "http://plain.example", "other.example"];
  const { hosts } = await findRegistries({ start, root, listed });
  assert.deepEqual(hosts, [
    { host: "mirror.example", port: 8443 },
    { host: "plain.example", port: 80 },
    { host: "other.example", port: 443 },
  ]);
  assert.deepEqual((await findRegistries({ start, root, listed: [] })).hosts, []);
  assert.equal((await findRegistries({ start, root, listed: undefined })).hosts.length, 2);
});
