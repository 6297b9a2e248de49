import { showId } from "@stoa/contract";
import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { authorize } from "./authorize.ts";
import { createInvite } from "./create-invite.ts";
import { createOperatorLink } from "./create-operator-link.ts";
import { createToken } from "./create-token.ts";
import { listTokens } from "./list-tokens.ts";
import { revokeToken } from "./revoke-token.ts";
import { getMe } from "./get-me.ts";
import { listCustomers } from "./list-customers.ts";
import { spendLink } from "./spend-link.ts";
import { listCustomerRows } from "./store/tenants.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

test("row-level security holds where a query forgets its tenant", async () => {
  const [one, two] = [await world.makeHost(), await world.makeHost()];
  await world.makeCustomer(one.liveSideId);
  const other = await world.makeCustomer(two.liveSideId);
  const rows = await transaction(one.owner, ({ tx }) =>
    listCustomerRows(tx, { sideId: undefined, hostId: undefined }, { after: undefined, limit: 100, like: undefined }),
  );
  assert.equal(rows.length, 1);
  assert.ok(rows.every((row) => row.id !== other.customerId));
  const all = await listCustomers(world.operator, {});
  assert.equal(all.items.length, 2);
  const ofTwo = await listCustomers(world.operator, { hostId: showId("host", two.hostId) });
  assert.deepEqual(
    ofTwo.items.map(({ id }) => id),
    [showId("customer", other.customerId)],
  );
});

test("an invitation makes a publisher its owner and admits it at the host", async () => {
  const host = await world.makeHost();
  const link = await createInvite(host.owner, { email: "pat@example.com", role: "publisher_owner", publisherName: "Pat's Parts" });
  const session = await spendLink(world.engine, { code: link.code, name: "Pat" });
  const me = await getMe(world.engine, session.secret);
  assert.deepEqual(
    me.places.map((place) => [place.kind, place.name, place.roles]),
    [["publisher", "Pat's Parts", ["publisher_owner"]]],
  );
  await assert.rejects(spendLink(world.engine, { code: link.code }), code("gone"));
});

test("two who spend one link at once: one gets in", async () => {
  const link = await createOperatorLink(world.operator, { email: "op@example.com", name: "Op" });
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => spendLink(world.engine, { code: link.code })));
  assert.equal(tries.filter((result) => result.status === "fulfilled").length, 1);
});

test("a token opens its own tenant and no other, and nothing once revoked", async () => {
  const host = await world.makeHost();
  const [mine, theirs] = [await world.makePublisher(host.hostId), await world.makePublisher(host.hostId)];
  const token = await createToken(mine.owner, { name: "ci", roles: ["publisher_developer"] });
  const publisherId = mine.publisherId;
  const { scope, actor } = await authorize(world.engine, token.text, { kind: "publisher", id: publisherId });
  assert.deepEqual(scope, { kind: "publisher", publisherId });
  assert.ok(actor.kind === "token" && actor.roles.includes("publisher_developer"));
  await assert.rejects(authorize(world.engine, token.text, { kind: "publisher", id: theirs.publisherId }), code("not_found"));
  await assert.rejects(authorize(world.engine, token.text, { kind: "operator", id: undefined }), code("forbidden"));
  assert.equal((await listTokens(theirs.owner)).length, 0);
  await assert.rejects(revokeToken(theirs.owner, { tokenId: token.id }), code("not_found"));
  await revokeToken(mine.owner, { tokenId: token.id });
  await assert.rejects(authorize(world.engine, token.text, { kind: "publisher", id: publisherId }), code("unauthenticated"));
});

test("a developer cannot make an owner's token, a viewer none", async () => {
  const host = await world.makeHost();
  const { publisherId } = await world.makePublisher(host.hostId);
  const developer = world.as({ kind: "publisher", publisherId }, "publisher_developer");
  await assert.rejects(createToken(developer, { name: "x", roles: ["publisher_owner"] }), code("forbidden"));
  await assert.rejects(createToken(developer, { name: "x", roles: ["operator"] }), code("invalid_input"));
  const { viewer } = await world.makeCustomer(host.liveSideId);
  await assert.rejects(createToken(viewer, { name: "x", roles: ["customer_viewer"] }), code("forbidden"));
});
