import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { holdsSecrets, listSecrets, openKeyRing, putSecret, readSecrets, removeSecrets, rotateDataKey, rotateOldKeys } from "./index.ts";
import { findSecrets } from "./store.ts";

const world = await openWorld();
const folder = await mkdtemp(join(tmpdir(), "stoa-trust-"));
after(() => rm(folder, { recursive: true }));
const keys = await openKeyRing({ file: join(folder, "keys", "deployment.key"), create: true });
const value = "correct horse battery staple";
const withKeys = (ctx: Ctx): Ctx => ({ ...ctx, keys });
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

async function customer(): Promise<{ ctx: Ctx; owner: { kind: "customer"; id: string } }> {
  const host = await world.makeHost();
  const made = await world.makeCustomer(host.liveSideId);
  return { ctx: withKeys(made.owner), owner: { kind: "customer", id: made.customerId } };
}

test("a secret comes back to its owner and its row holds nothing readable", async () => {
  const { ctx, owner } = await customer();
  const id = await putSecret(ctx, { owner, name: "password", value });
  assert.equal((await readSecrets(ctx, [id])).get(id), value);
  const [row] = await transaction(ctx, ({ tx }) => findSecrets(tx, [id]));
  assert.ok(row && !row.sealed.includes(Buffer.from(value)));
  assert.deepEqual(
    (await listSecrets(ctx, owner)).map((info) => info.name),
    ["password"],
  );
  assert.equal(await holdsSecrets(withKeys(world.engine)), true);
});

test("another customer sees, reads and removes nothing", async () => {
  const [mine, theirs] = [await customer(), await customer()];
  const id = await putSecret(mine.ctx, { owner: mine.owner, name: "password", value });
  await assert.rejects(readSecrets(theirs.ctx, [id]), code("not_found"));
  assert.deepEqual(await listSecrets(theirs.ctx, mine.owner), []);
  assert.equal(await removeSecrets(theirs.ctx, { owner: mine.owner, ids: [id] }), 0);
  await assert.rejects(putSecret(theirs.ctx, { owner: mine.owner, name: "x", value }));
  assert.equal(await removeSecrets(mine.ctx, { owner: mine.owner, ids: [id] }), 1);
});

test("two first secrets at once share one data key", async () => {
  const { ctx, owner } = await customer();
  const ids = await Promise.all([1, 2, 3].map((turn) => putSecret(ctx, { owner, name: `s${turn}`, value: `${value} ${turn}` })));
  const rows = await transaction(ctx, ({ tx }) => findSecrets(tx, ids));
  assert.equal(new Set(rows.map((row) => row.dataKeyId)).size, 1);
});

test("a data key made anew: every secret opens as before, none with the old key, and what is put meanwhile is not lost", async () => {
  const { ctx, owner } = await customer();
  const other = await customer();
  const ids = await Promise.all([1, 2, 3].map((turn) => putSecret(ctx, { owner, name: `s${turn}`, value: `${value} ${turn}` })));
  const rowsOf = () => transaction(ctx, ({ tx }) => findSecrets(tx, ids));
  const before = await rowsOf();
  const put = (turn: number) => putSecret(ctx, { owner, name: `t${turn}`, value: `${value} ${turn}` });
  const [, count, ...late] = await Promise.all([put(4), rotateDataKey(ctx, owner), put(5), put(6), put(7)]);
  assert.ok(count >= 3);
  const after = await rowsOf();
  assert.ok(after.every((row, index) => !row.wrapped.equals(before[index]?.wrapped ?? row.wrapped)));
  await transaction(ctx, ({ tx }) => tx.run("update trust.data_key set wrapped = $2 where owner_id = $1", [owner.id, before[0]?.wrapped]));
  await assert.rejects(readSecrets(ctx, ids), code("key_missing"));
  await transaction(ctx, ({ tx }) => tx.run("update trust.data_key set wrapped = $2 where owner_id = $1", [owner.id, after[0]?.wrapped]));
  assert.deepEqual([...(await readSecrets(ctx, [...ids, ...late])).values()].toSorted().length, 6);
  assert.equal(await rotateDataKey(other.ctx, owner), 0, "another customer's key is not there");
  world.clock.advance(366 * 86_400_000);
  assert.ok((await rotateOldKeys(withKeys(world.engine))) > 0);
  assert.equal((await readSecrets(ctx, ids)).get(ids[0] ?? ""), `${value} 1`);
});

test("no key, a wrong key or a key others can read: refused", async () => {
  const { ctx, owner } = await customer();
  const id = await putSecret(ctx, { owner, name: "password", value });
  await assert.rejects(putSecret({ ...ctx, keys: undefined }, { owner, name: "x", value }), code("key_missing"));
  const other = await openKeyRing({ file: join(folder, "other.key"), create: true });
  await assert.rejects(readSecrets({ ...ctx, keys: other }, [id]), code("key_missing"));
  await assert.rejects(openKeyRing({ file: join(folder, "none.key"), create: false }), code("key_missing"));
  const open = join(folder, "open.key");
  await writeFile(open, await readFile(join(folder, "other.key")), { mode: 0o644 });
  await assert.rejects(openKeyRing({ file: open, create: false }), code("key_missing"));
});
