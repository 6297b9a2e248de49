import assert from "node:assert/strict";
import { test } from "node:test";
import { shareLook } from "./share-look.ts";

test("who asks within the time is given the same look, who asks later another; a failed one is asked again", async () => {
  let [now, looks, fails] = [0, 0, false];
  const look = shareLook(
    async () => {
      looks += 1;
      if (fails) throw new Error("the database is away");
      return looks;
    },
    100,
    () => now,
  );
  assert.deepEqual(await Promise.all([look(), look(), look()]), [1, 1, 1]);
  now = 101;
  assert.equal(await look(), 2);
  [now, fails] = [300, true];
  await assert.rejects(look(), /away/);
  fails = false;
  assert.equal(await look(), 4);
});
