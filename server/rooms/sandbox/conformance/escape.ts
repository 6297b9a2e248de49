import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gvisorAttempts } from "./differences.ts";
import { attempts } from "./escape/attempts.ts";
import { tryEverything, type Place } from "./escape/open-place.ts";
import type { Subject } from "./subject.ts";

/** What a kernel gives for what it was built without: nothing to break out by, and no control to be had. */
const notHere = new Set(["ENOSYS", "EAFNOSUPPORT", "EPROTONOSUPPORT", "ENOENT", "ENXIO", "ENODEV"]);
const asRoot = process.getuid?.() === 0;

/** Every way out in attempts.ts is refused by its own name, and each would have worked outside the box. */
export function testEscape(subject: Subject): void {
  let place: Place;
  before(async () => {
    place = await tryEverything(subject);
  });
  const differs = subject.sandbox.capabilities.tier === "gvisor" ? gvisorAttempts : {};

  for (const [group, all] of Object.entries(attempts)) {
    for (const { call, inside, outside } of all) {
      const reason = differs[call]?.[0] ?? inside;
      test(`${group}: ${call} is refused: ${reason}`, () => assert.equal(place.inside.get(call), reason));

      test(`${group}: control of ${call}`, { skip: asRoot ? false : "as an ordinary user: only root can show it" }, (t) => {
        const results = place.outside.map((one) => one.get(call) ?? "");
        if (results.some((result) => result === "works" || outside.includes(result))) return;
        assert.ok(
          results.every((result) => notHere.has(result)),
          `outside it gives ${results.join(" and ")}, as root and as nobody`,
        );
        t.skip("this machine: its kernel has no such thing outside a box");
      });
    }
  }
}
