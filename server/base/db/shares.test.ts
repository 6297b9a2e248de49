import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scope } from "../scope.ts";
import { Shares } from "./shares.ts";

const tenants: Scope[] = [
  { kind: "customer", customerId: "c", sideId: "s" },
  { kind: "side", sideId: "s", hostId: "h" },
  { kind: "publisher", publisherId: "p" },
  { kind: "operator" },
];

test("each tenant has a share of its own; who waits for one goes on when one of the same tenant is given back", async () => {
  const shares = new Shares(8);
  const gone: string[] = [];
  const enter = async (scope: Scope): Promise<() => void> => {
    const leave = await shares.enter(scope);
    gone.push(scope.kind);
    return leave;
  };
  const held = await Promise.all(tenants.flatMap((scope) => [enter(scope), enter(scope)]));
  const waiting = tenants.map(enter);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(gone.length, 8, "two each");
  held[4]?.();
  await waiting[2];
  assert.deepEqual(gone.slice(8), ["publisher"]);
  held.forEach((leave, index) => index !== 4 && leave());
  await Promise.all(waiting);
});
