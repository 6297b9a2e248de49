import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import { text as readText } from "node:stream/consumers";
import { test } from "node:test";
import * as contract from "@stoa/contract";
import { showId } from "@stoa/contract";
import { Type, type Static, type TSchema } from "typebox";
import { openBuildWorld, type PushTarget } from "../../testing/build-world.ts";
import { Clone } from "../../testing/clone.ts";
import { readAs } from "../../testing/read-as.ts";

const { url, makeIntegration } = await openBuildWorld();

const anything = Type.Unknown();

async function call<S extends TSchema>(
  schema: S,
  target: PushTarget,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Static<S> }> {
  const address = `${url}/v1/publishers/${showId("publisher", target.publisherId)}${path}`;
  const headers = { authorization: `Bearer ${target.token}`, ...(body ? { "content-type": "application/json" } : {}) };
  const response = await fetch(address, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await response.text();
  return { status: response.status, body: readAs(schema, text === "" ? undefined : JSON.parse(text)) };
}

test("repository, builds and secrets over HTTP, by public ids", async () => {
  const target = await makeIntegration("spoken");
  const here = `/integrations/${showId("integration", target.integrationId)}`;
  const empty = await call(contract.Repository, target, "GET", `${here}/repository`);
  assert.deepEqual(empty, { status: 200, body: { pushUrl: target.address, branches: [], tags: [] } });
  const clone = new Clone().write({ "stoa.yaml": "version: 1\n" });
  const commit = clone.commit();
  await clone.push(target.pushUrl);
  assert.deepEqual((await call(contract.Repository, target, "GET", `${here}/repository`)).body.branches, [{ name: "main", commit }]);
  const asked = await call(contract.Build, target, "POST", `${here}/builds`, { ref: "main" });
  assert.deepEqual([asked.status, asked.body.number, asked.body.state, asked.body.cause], [202, 2, "queued", "request"]);
  const missing = await call(contract.ErrorBody, target, "POST", `${here}/builds`, { ref: "nothing" });
  assert.deepEqual([missing.status, missing.body.error.what], [404, 'There is no branch, tag or commit "nothing" in this repository.']);
  for (const ref of ["--upload-pack=x", "main..x", "a b"])
    assert.equal((await call(anything, target, "POST", `${here}/builds`, { ref })).status, 404, ref);
  const list = await call(contract.BuildPage, target, "GET", `${here}/builds?state=queued`);
  assert.deepEqual(
    list.body.items.map((build) => build.id),
    [asked.body.id],
  );
  assert.equal((await call(contract.BuildPage, target, "GET", "/builds?limit=1")).body.total, 2);
  const cancelled = await call(contract.Build, target, "POST", `/builds/${asked.body.id}/cancel`, { reason: "Not needed." });
  assert.deepEqual([cancelled.body.state, cancelled.body.reason], ["cancelled", "Not needed."]);
  assert.equal((await call(contract.Build, target, "GET", `/builds/${asked.body.id}`)).body.state, "cancelled");
  assert.equal((await call(anything, target, "GET", `/builds/${showId("release", target.integrationId)}`)).status, 404);
  assert.equal((await call(anything, target, "PUT", `${here}/secrets/build/API_KEY`, { value: "a secret value" })).status, 200);
  const listed = await call(contract.IntegrationSecretList, target, "GET", `${here}/secrets`);
  assert.deepEqual(
    listed.body.items.map(({ name, purpose }) => [name, purpose]),
    [["API_KEY", "build"]],
  );
  assert.ok(!JSON.stringify(listed.body).includes("secret value"));
  assert.equal((await call(anything, target, "DELETE", `${here}/secrets/build/API_KEY`)).status, 204);
  assert.equal((await call(anything, target, "PUT", `${here}/secrets/other/API_KEY`, { value: "x" })).status, 400);
});

test("another publisher's token finds nothing at any of these addresses", async () => {
  const [mine, theirs] = [await makeIntegration("mine"), await makeIntegration("theirs")];
  const foreign = { ...mine, token: theirs.token };
  const here = `/integrations/${showId("integration", mine.integrationId)}`;
  for (const path of [`${here}/repository`, `${here}/builds`, `${here}/secrets`, "/builds"])
    assert.equal((await call(anything, foreign, "GET", path)).status, 404, path);
  for (const path of [`${here}/repository`, `${here}/builds`, `${here}/secrets`])
    assert.equal((await call(anything, theirs, "GET", path)).status, 404, path);
});

test("who follows a log again and again over one connection leaves nothing at it", async () => {
  const target = await makeIntegration("followed");
  const clone = new Clone().write({ "stoa.yaml": "version: 1\n" });
  clone.commit();
  await clone.push(target.pushUrl);
  const [build] = (await call(contract.BuildPage, target, "GET", "/builds")).body.items;
  await call(contract.Build, target, "POST", `/builds/${build?.id}/cancel`, {});
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${target.token}` };
  const address = `${url}/v1/publishers/${showId("publisher", target.publisherId)}/builds/${build?.id}/log?follow=true`;
  const follow = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get(address, { agent, headers }, (answer) => resolve(readText(answer))).on("error", reject);
    });
  const warned: string[] = [];
  const warn = ({ message }: Error): void => void warned.push(message);
  process.on("warning", warn);
  for (let times = 0; times < 12; times++) await follow();
  agent.destroy();
  process.off("warning", warn);
  assert.deepEqual(warned, []);
});
