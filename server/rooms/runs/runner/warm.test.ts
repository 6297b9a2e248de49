import assert from "node:assert/strict";
import { test } from "node:test";
import { openRunWorld, runToEnd } from "./testing.ts";

const place = await openRunWorld();
await place.startRunner();
await place.startScheduler();
const { sandbox } = place.deps;

const programs = {
  python: {
    run: "python3 program.sh",
    source: `import json, os
before = json.loads(os.environ["STOA_STATE"]) or {"n": 0}
print(__name__, before["n"], os.environ["STOA_CFG_GREETING"], os.environ["STOA_SECRET_KEY"], json.load(open(os.environ["STOA_CONFIG"])))
os.write(3, b'state {"n": %d}\\ncount created 1\\n' % (before["n"] + 1))`,
  },
  node: {
    run: "node program.sh",
    source: `const fs = require("node:fs");
const before = JSON.parse(process.env.STOA_STATE) ?? { n: 0 };
console.log("__main__", before.n, process.env.STOA_CFG_GREETING, process.env.STOA_SECRET_KEY, fs.readFileSync(process.env.STOA_CONFIG, "utf8"));
fs.writeSync(3, 'state {"n": ' + (before.n + 1) + '}\\ncount created 1\\n');`,
  },
};

const schema = {
  type: "object",
  properties: { greeting: { type: "string", default: "hello" }, key: { type: "string", format: "secret" } },
};

for (const [language, { run, source }] of Object.entries(programs))
  test(`a run of ${language} says that it was started warm, and is what a cold one is: settings, secrets, state, counts, usage`, async () => {
    const over = {
      run,
      warm: ["node:fs", "json"].filter((name) => name.includes(":") === (language === "node")),
      base: { language, version: null },
    };
    const published = await place.publish(source, { ...over, configs: { schema, uischema: null }, secrets: ["key"] }, language);
    const customer = (await place.makeCustomer()).owner;
    const config = { greeting: "good day", key: "a-secret-of-theirs" };
    const installationId = await place.install(customer, published, config);
    const seen = [];
    for (let count = 0; count < 3; count++) {
      seen.push(await runToEnd(place, customer, installationId));
      await sandbox.prepared?.();
    }
    for (const [at, { view, log }] of seen.entries()) {
      assert.deepEqual(
        [view.state, view.counts.created, view.attemptList[0]?.startedWarm],
        ["succeeded", 1, at > 0],
        JSON.stringify(view.verdict),
      );
      assert.match(log, new RegExp(`__main__ ${at} good day`));
      assert.doesNotMatch(log, /a-secret-of-theirs/);
      assert.ok((view.attemptList[0]?.usage.cpuMicros ?? 0) > 0);
    }
  });
