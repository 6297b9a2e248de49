import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fuzzBad } from "./bad/fuzz-bad.ts";
import { digestOf } from "./cross/digest.ts";
import { openNames } from "./cross/own-names.ts";
import type { Plan } from "./cross/plan.ts";
import { fuzzCross } from "./cross/fuzz-cross.ts";
import type { Endpoint } from "./document.ts";
import { kindOfParameter } from "./kinds.ts";
import { openPlace, type Place } from "./open-place.ts";
import { runFuzz } from "./run-fuzz.ts";
import { addSeeded, seeded } from "./seeded.ts";
import { tellFindings, tellStatuses } from "./tell.ts";

const seed = 1;
const whole = await openPlace(addSeeded);
after(() => whole.close());

const only = (wanted: (endpoint: Endpoint) => boolean): Place => ({ ...whole, endpoints: whole.endpoints.filter(wanted) });

test("routes that tell of strangers, write to them or fail are caught, each with the call that shows it", async () => {
  const [mine, ...others] = whole.lines;
  assert.ok(mine);
  const find = async (name: string): Promise<string[]> => {
    const place = only(({ path }) => path.includes(seeded + name));
    const { leaks } = await fuzzCross(place, { attackers: [mine], calls: 40, seed, most: 1 });
    return leaks.map(({ what, curl }) => `${what} ${curl}`);
  };
  assert.match((await find("-leak"))[0] ?? "", /zqcus|an id of nothing.*curl -sX GET/);
  assert.match((await find("-tell"))[0] ?? "", /another answer than for an id of nothing.*curl/);
  const digest = (): Promise<Map<string, string>> => digestOf(whole, others, [mine]);
  const untouched = await digest();
  assert.deepEqual(await find("-write"), []);
  const touched = [...(await digest())].filter(([table, rows]) => untouched.get(table) !== rows).map(([table]) => table);
  assert.deepEqual(touched, ["installs.installation"]);
  const { faults } = await fuzzBad(
    only(({ path }) => path.includes(`${seeded}-fault`)),
    { line: mine, calls: 200, seed, most: 1 },
  );
  assert.match(faults.map(({ what, curl }) => `${what} ${curl}`).join("\n"), /^it fails curl -sX POST/);
});

test("a name that an asker took for a thing of its own is its own to ask for, whichever call came first; an id never is", () => {
  const names = openNames();
  const plan = (side: string, value: string) =>
    ({ asker: { scope: "side", line: { ids: { side } } }, foreign: new Map([["path.provider", value]]) }) as unknown as Plan;
  const id = `side_${"a".repeat(26)}`;
  for (const value of ["acme", id]) names.take(plan("side_1", value));
  assert.deepEqual(
    [plan("side_1", "acme"), plan("side_2", "acme"), plan("side_1", "other"), plan("side_1", id)].map((one) => names.isOwn(one)),
    [true, false, false, false],
  );
});

test("an id that the document names and the world has not fails by its name", () => {
  const path = "/v1/customers/{customerId}/parcels/{parcelId}";
  const parameters = [{ in: "path" as const, name: "parcelId", required: true, schema: { type: "string" } }];
  const endpoint: Endpoint = { name: `GET ${path}`, method: "GET", path, scope: "customer", parameters, body: undefined };
  assert.throws(() => kindOfParameter(endpoint, parameters[0] ?? assert.fail()), /parcels.*no object of the world stands for "parcelId"/);
});

test("nobody learns of others' things or changes them, and whatever is sent is answered in our form", async (t) => {
  const place = only(({ path }) => !path.includes(seeded));
  const { cross, bad, forged, ...rest } = await runFuzz(place, { seed, crossCalls: 5_000, badCalls: 2_500 });
  t.diagnostic(
    `cross-tenant: ${cross.calls} calls to ${cross.endpoints} endpoints at ${cross.slots.size} places; ${tellStatuses(cross.byStatus)}`,
  );
  t.diagnostic(
    `bad input: ${bad.calls} calls to ${bad.endpoints} endpoints, the slowest ${bad.slowestMs} ms; ${tellStatuses(bad.byStatus)}`,
  );
  t.diagnostic(`forged in a browser: ${forged.calls} calls to ${forged.endpoints} endpoints`);
  assert.deepEqual(forged.findings, [], tellFindings(forged.findings, seed));
  assert.ok(forged.endpoints > 100);
  assert.deepEqual(cross.leaks, [], tellFindings(cross.leaks, seed));
  assert.deepEqual(bad.faults, [], tellFindings(bad.faults, seed));
  assert.deepEqual(rest, { unread: [], unreadAfter: [], malformed: [], changed: [], missed: [], lingering: [] });
});
