import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openWorld } from "../../../testing/index.ts";
import { declareSample } from "../testing.ts";
import { RightsWatch, type Grants } from "./watch-rights.ts";

const world = await openWorld();

test("what cannot be read again in time holds no more, and holds again once it can", async () => {
  const { owner, liveSideId: sideId } = await world.makeHost();
  await declareSample(owner, { "GET /contacts": "contacts.list" });
  const grants: Grants = new Map([["contacts.list", { scopes: [], revokedAt: null }]]);
  const { promise: answer, resolve: giveAnswer } = Promise.withResolvers<Grants>();
  let reads = 0;
  const readGrants = (): Promise<Grants> => ((reads += 1) === 2 ? answer : Promise.resolve(grants));
  const watch = new RightsWatch(world.engine, { sideId, readGrants });
  assert.equal((await watch.now()).grants, grants);
  await setTimeout(1_100);
  const began = performance.now();
  await assert.rejects(watch.now(), /could not be read in time/);
  const took = performance.now() - began;
  assert.ok(took > 1_500 && took < 20_000, `${took} ms`);
  giveAnswer(grants);
  assert.equal((await watch.now()).find({ method: "GET", path: "/contacts" })?.name, "contacts.list");
});
