import assert from "node:assert/strict";
import { test } from "node:test";
import { remember } from "./remember.ts";

test("many runs at once ask once, again after a second, and at once after a failure", async () => {
  let [now, asked, fails] = [0, 0, false];
  const ensure = remember(
    ({ base, packages }: { base: string; packages: string[] }) => JSON.stringify([base, packages]),
    async (spec) => {
      asked += 1;
      if (fails) throw new Error("no room");
      return { root: `/${spec.base}/${spec.packages.join("+")}/${asked}` };
    },
    () => now,
  );
  const spec = { base: "bash", packages: ["jq"] };
  assert.deepEqual(await Promise.all([ensure(spec), ensure(spec)]), [{ root: "/bash/jq/1" }, { root: "/bash/jq/1" }]);
  assert.equal((await ensure({ base: "bash", packages: [] })).root, "/bash//2");
  now = 999;
  assert.equal((await ensure(spec)).root, "/bash/jq/1");
  [now, fails] = [1_001, true];
  await assert.rejects(ensure(spec), /no room/);
  fails = false;
  assert.equal((await ensure(spec)).root, "/bash/jq/4");
});
