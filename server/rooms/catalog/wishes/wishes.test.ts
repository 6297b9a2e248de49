import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { setAudience } from "../set-audience.ts";
import { plantListings } from "../testing.ts";
import { withdrawListing } from "../withdraw-listing.ts";
import { askForIntegration } from "./ask-for-integration.ts";
import { closeWishNotice } from "./close-wish-notice.ts";
import { decideWish } from "./decide-wish.ts";
import { getWish } from "./get-wish.ts";
import { listHostWishList, listOwnWishList } from "./list-wishes.ts";
import { mergeWishes } from "./merge-wishes.ts";
import { voteForWish } from "./vote-for-wish.ts";
import { withdrawVote } from "./withdraw-vote.ts";

const world = await openWorld();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

async function openScene() {
  const host = await world.makeHost();
  const customer = async (): Promise<Ctx> => (await world.makeCustomer(host.liveSideId)).viewer;
  const [one, two, three] = [await customer(), await customer(), await customer()];
  const names = async (ctx: Ctx, input = {}) => (await listOwnWishList(ctx, input)).items.map(({ name, votes }) => [name, votes]);
  return { host, one, two, three, names };
}

test("customers ask and vote, one vote each; of others they read only the name and how many; what it is for is the host's to read", async () => {
  const { host, one, two, three, names } = await openScene();
  const asked = await askForIntegration(one, { name: "  Xero   invoices ", why: "Our bookkeeper uses it." });
  assert.deepEqual([asked.name, asked.votes, asked.state], ["Xero invoices", 1, "open"]);
  await askForIntegration(one, { name: "Xero Invoices!" });
  assert.deepEqual(await names(two), [["Xero invoices", 1]], "the same name and customer are one");
  await askForIntegration(two, { name: "xero-invoices", why: "Tax." });
  await voteForWish(three, { wishId: asked.id });
  await askForIntegration(three, { name: "Trello" });
  assert.deepEqual(await names(one), [
    ["Xero invoices", 3],
    ["Trello", 1],
  ]);
  const seen = (await listOwnWishList(three, { q: "xero" })).items[0];
  assert.deepEqual([seen?.voted, seen?.why, JSON.stringify(seen).includes("bookkeeper")], [true, null, false]);
  const { voters } = await getWish(host.owner, { wishId: asked.id });
  assert.deepEqual(new Set(voters.map((voter) => voter.why)), new Set(["Our bookkeeper uses it.", "Tax.", null]));
  await withdrawVote(two, { wishId: asked.id });
  await assert.rejects(withdrawVote(two, { wishId: asked.id }), code("not_found"));
  await withdrawVote(three, { wishId: (await listOwnWishList(three, { q: "trello" })).items[0]?.id ?? "" });
  assert.deepEqual(await names(one), [["Xero invoices", 2]], "what nobody wants is not shown");
  await assert.rejects(askForIntegration(one, { name: " ?! " }), code("invalid_input"));
  for (let made = 1; made <= 50; made++) {
    if (made % 20 === 0) world.clock.advance(86_400_000);
    await askForIntegration(two, { name: `Service ${made}` });
  }
  await assert.rejects(askForIntegration(two, { name: "One more" }), code("refused"), "a customer's votes have an end");
  const left = (await listOwnWishList(two, { q: "Service 50" })).items[0]?.id ?? "";
  await withdrawVote(two, { wishId: left });
  const atOnce = await Promise.allSettled(["A", "B", "C", "D"].map((name) => askForIntegration(two, { name: `${name} at once` })));
  assert.equal(atOnce.filter(({ status }) => status === "fulfilled").length, 1, "nor do those cast at once pass it");
});

test("a customer makes few new wishes a day, also when it takes its votes back; what others made takes its votes still", async () => {
  const { host, one, two, names } = await openScene();
  for (let made = 1; made <= 20; made++)
    await withdrawVote(one, { wishId: (await askForIntegration(one, { name: `Passing ${made}` })).id });
  await assert.rejects(askForIntegration(one, { name: "One too many" }), code("rate_limited"));
  await askForIntegration(two, { name: "Xero" });
  await askForIntegration(one, { name: "xero" });
  await askForIntegration(one, { name: "Passing 1" });
  assert.deepEqual(await names(two), [
    ["Xero", 2],
    ["Passing 1", 1],
  ]);
  assert.equal((await listHostWishList(host.owner, {})).total, 2);
  world.clock.advance(86_400_000);
  await askForIntegration(one, { name: "One more" });
});

test("votes at once are counted once each", async () => {
  const { host, one, two, three } = await openScene();
  const asks = [one, two, three, one, two, three].map((ctx) => askForIntegration(ctx, { name: "Zoom" }));
  const [first] = await Promise.all(asks);
  assert.equal((await listHostWishList(host.owner, {})).items[0]?.votes, 3);
  await Promise.allSettled([withdrawVote(one, { wishId: first?.id ?? "" }), withdrawVote(one, { wishId: first?.id ?? "" })]);
  assert.equal((await listHostWishList(host.owner, {})).items[0]?.votes, 2);
});

test("the host sees votes by week and merges two names of one thing", async () => {
  const { host, one, two, three } = await openScene();
  const xero = await askForIntegration(one, { name: "Xero" });
  await voteForWish(two, { wishId: xero.id });
  world.clock.advance(14 * 86_400_000);
  const ledger = await askForIntegration(two, { name: "Accounting in the cloud" });
  await voteForWish(three, { wishId: ledger.id });
  const weeksOf = async (id: string) => (await listHostWishList(host.owner, {})).items.find((item) => item.id === id)?.weeks.slice(-3);
  assert.deepEqual(await weeksOf(xero.id), [2, 0, 0]);
  const merged = await mergeWishes(host.owner, { wishId: ledger.id, intoId: xero.id });
  assert.deepEqual([merged.wish.votes, merged.merged, merged.voters.length], [3, ["Accounting in the cloud"], 3]);
  assert.deepEqual(await weeksOf(xero.id), [2, 0, 1]);
  await assert.rejects(mergeWishes(host.owner, { wishId: ledger.id, intoId: xero.id }), code("invalid_input"));
  assert.equal(
    (await askForIntegration(three, { name: "accounting in the cloud" })).id,
    xero.id,
    "the old name leads to the one that stays",
  );
});

test("the host says what becomes of a wish, and who voted is told once it is there", async () => {
  const { host, one, two, names } = await openScene();
  const { publisherId } = await world.makePublisher(host.hostId);
  const content = { title: "Xero", summary: "", description: "", categories: ["other"], support: "", hosts: [] };
  const planted = [{ slug: "xero", publisherName: "H", installs: 0, content }];
  const listingId =
    [...(await plantListings(world.engine, { sideId: host.liveSideId, hostId: host.hostId, publisherId }, planted)).values()][0] ?? "";
  const xero = await askForIntegration(one, { name: "Xero" });
  await voteForWish(two, { wishId: xero.id });
  await decideWish(host.owner, { wishId: xero.id, state: "planned", answer: "This spring." });
  assert.deepEqual(
    (await listOwnWishList(one, {})).items.map(({ state, answer }) => [state, answer]),
    [["planned", "This spring."]],
  );
  await assert.rejects(decideWish(host.owner, { wishId: xero.id, state: "there" }), code("invalid_input"));
  await decideWish(host.owner, { wishId: xero.id, state: "there", listingId });
  const [told] = (await listOwnWishList(one, {})).items;
  assert.deepEqual([told?.state, told?.listingId, told?.seenAt], ["there", listingId, null]);
  await closeWishNotice(one, { wishId: xero.id });
  assert.ok(((await listOwnWishList(one, {})).items[0]?.seenAt ?? 0) > 0);
  assert.equal((await listOwnWishList(two, {})).items[0]?.seenAt, null, "each customer closes its own");
  const stranger = (await world.makeCustomer(host.liveSideId)).viewer;
  assert.deepEqual(await names(stranger), [], "what is there or declined is shown to those who asked");
  await setAudience(host.owner, { listingId, tiers: ["gold"], groups: [] });
  assert.equal((await listOwnWishList(two, {})).items[0]?.listingId, null, "not for customers of its tier");
  assert.equal((await voteForWish(two, { wishId: xero.id })).listingId, null, "nor in the answer to a vote");
  assert.equal((await askForIntegration(two, { name: "Xero" })).listingId, null);
  await setAudience(host.owner, { listingId, tiers: [], groups: [] });
  assert.equal((await listOwnWishList(two, {})).items[0]?.listingId, listingId);
  assert.equal((await voteForWish(two, { wishId: xero.id })).listingId, listingId);
  await withdrawListing(host.owner, { listingId });
  assert.equal((await listOwnWishList(two, {})).items[0]?.listingId, null, "gone from the shop, no link");
});

test("another host's customers and host reach none of it, a role that may not is refused, the policy holds without a WHERE", async () => {
  const { host, one, two } = await openScene();
  const other = await openScene();
  const wish = await askForIntegration(one, { name: "Jira", why: "Secret plan." });
  const { id: wishId } = wish;
  const mine = await askForIntegration(other.one, { name: "Jira" });
  assert.notEqual(mine.id, wishId, "the same name at another host is another wish");
  assert.deepEqual(await other.names(other.two), [["Jira", 1]]);
  for (const act of [voteForWish, withdrawVote, closeWishNotice]) await assert.rejects(act(other.one, { wishId }), code("not_found"));
  await assert.rejects(getWish(other.host.owner, { wishId }), code("not_found"));
  await assert.rejects(decideWish(other.host.owner, { wishId, state: "declined" }), code("not_found"));
  await assert.rejects(mergeWishes(other.host.owner, { wishId, intoId: mine.id }), code("not_found"));
  await assert.rejects(mergeWishes(other.host.owner, { wishId: mine.id, intoId: wishId }), code("not_found"));
  assert.equal((await listHostWishList(host.owner, {})).items.length, 1);
  const support = world.as({ kind: "side", sideId: host.liveSideId, hostId: host.hostId }, "host_support");
  await assert.rejects(decideWish(support, { wishId, state: "declined" }), code("forbidden"));
  await assert.rejects(decideWish(one, { wishId, state: "declined" }), code("forbidden"));
  await assert.rejects(getWish(one, { wishId }), code("forbidden"));
  const count = (ctx: Ctx, table: string) =>
    transaction(ctx, async ({ tx }) => (await tx.row<{ count: number }>(`select count(*)::int as count from catalog.${table}`))?.count);
  assert.deepEqual([await count(two, "wish"), await count(two, "wish_vote")], [1, 0], "another customer of the host: the name, no vote");
  assert.deepEqual([await count(other.one, "wish"), await count(other.one, "wish_vote")], [1, 1], "another host's: its own");
  const decide = transaction(two, ({ tx }) => tx.run("update catalog.wish set state = 'declined' where id = $1", [wishId]));
  await assert.rejects(decide, /refused this for your scope/);
  const { owner: publisher } = await world.makePublisher(host.hostId);
  assert.deepEqual([await count(publisher, "wish"), await count(publisher, "wish_vote")], [0, 0]);
});
