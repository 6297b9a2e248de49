import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openNeighbourhood, type Neighbourhood } from "./conformance/neighbourhood/open-neighbourhood.ts";
import { testRuntime } from "./testing.ts";

const suite = join(import.meta.dirname, "conformance.test.ts");
const gvisor = process.env["STOA_TEST_GVISOR"] === undefined ? {} : { STOA_TEST_GVISOR: process.env["STOA_TEST_GVISOR"] };
const asRoot = process.getuid?.() === 0;

describe(
  "egress where forbidden addresses are real servers",
  { skip: asRoot ? false : "as an ordinary user: only root makes networks" },
  () => {
    let place: Neighbourhood;
    before(async () => {
      await testRuntime("bash");
      place = await openNeighbourhood();
    });
    after(() => place.close());

    test("every denial holds, and has its control", () => {
      const env = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", HOME: "/nonexistent", TMPDIR: "/tmp", STOA_TEST_NEIGHBOURS: "1", ...gvisor };
      const [command, ...args] = [...place.enter, process.execPath, "--test", suite];
      const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: "utf8", cwd: "/" });
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      assert.ok(Number(/^. pass (\d+)$/m.exec(stdout)?.[1]) > 40, stdout);
    });
  },
);

test("nothing of the networks is left", { skip: asRoot ? false : "as an ordinary user: only root makes networks" }, () => {
  assert.deepEqual(
    readdirSync("/run/netns").filter((name) => name.startsWith(`stoa-net-${process.pid}-`)),
    [],
  );
});
