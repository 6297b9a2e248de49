import { randomBytes } from "node:crypto";
import { audit, newId, StoaError, transaction, type Ctx, type KeyRing, type TxCtx } from "../../base/index.ts";
import { open, seal } from "./seal.ts";
import * as store from "./store.ts";

/** Seals a value under its owner's data key and keeps it as a row of its own. @returns the secret's id, which may stand in a config. @throws StoaError key_missing */
export async function putSecret(ctx: Ctx, input: { owner: store.Owner; name: string; value: string }): Promise<string> {
  const keys = keysOf(ctx);
  return transaction(ctx, async (inner) => {
    const dataKey = await ensureDataKey(inner, keys, input.owner);
    const id = newId(inner.clock);
    const sealed = seal(dataKey.key, Buffer.from(input.value, "utf8"), secretAbout(input.owner, id));
    await store.insertSecret(inner.tx, { id, owner: input.owner, dataKeyId: dataKey.id, name: input.name, sealed, now: inner.clock.now() });
    return id;
  });
}

/** The values of secrets within the ctx's scope, by id. Read when a process starts, never kept. @throws StoaError key_missing, not_found naming none */
export async function readSecrets(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const keys = keysOf(ctx);
  const rows = await transaction(ctx, ({ tx }) => store.findSecrets(tx, ids));
  if (rows.length < new Set(ids).size)
    throw new StoaError("not_found", { what: "A stored secret is missing.", fix: "Enter it again on the installation's page." });
  const dataKeys = new Map<string, Buffer>();
  return new Map(
    rows.map((row) => {
      const owner: store.Owner = { kind: row.ownerKind, id: row.ownerId };
      const key = dataKeys.get(row.dataKeyId) ?? keys.unwrap(row.wrapped, keyAbout(owner));
      dataKeys.set(row.dataKeyId, key);
      return [row.id, open(key, row.sealed, secretAbout(owner, row.id)).toString("utf8")];
    }),
  );
}

/** Names and dates of an owner's secrets; never a value. */
export async function listSecrets(ctx: Ctx, owner: store.Owner): Promise<store.SecretInfo[]> {
  return transaction(ctx, ({ tx }) => store.listSecretInfos(tx, owner));
}

/** The operator's own secrets: no tenant's scope reaches them. */
export const operatorOwner: store.Owner = { kind: "operator", id: "00000000-0000-0000-0000-000000000000" };

export async function removeSecrets(ctx: Ctx, input: { owner: store.Owner; ids: readonly string[] }): Promise<number> {
  return transaction(ctx, ({ tx }) => store.deleteSecrets(tx, input.owner, input.ids));
}

/** Whether the database holds any secret: then a missing deployment key must not be made anew. Engine scope. */
export async function holdsSecrets(ctx: Ctx): Promise<boolean> {
  const found = await transaction(ctx, ({ tx }) => store.countSecrets(tx));
  return (found?.count ?? 0) > 0;
}

async function ensureDataKey(ctx: TxCtx, keys: KeyRing, owner: store.Owner): Promise<{ id: string; key: Buffer }> {
  let row = await store.holdDataKey(ctx.tx, owner);
  if (!row) {
    await store.insertDataKey(ctx.tx, {
      id: newId(ctx.clock),
      owner,
      wrapped: keys.wrap(randomBytes(32), keyAbout(owner)),
      now: ctx.clock.now(),
    });
    row = await store.holdDataKey(ctx.tx, owner);
  }
  if (!row) throw new StoaError("internal", "A data key could not be made.");
  return { id: row.id, key: keys.unwrap(row.wrapped, keyAbout(owner)) };
}

/**
 * Makes an owner's data key anew and seals every secret of theirs with it, in one transaction: nothing is left that the old key opens. An owner
 * without secrets has none. @returns how many secrets were sealed anew. @throws StoaError key_missing
 */
export async function rotateDataKey(ctx: Ctx, owner: store.Owner): Promise<number> {
  const keys = keysOf(ctx);
  return transaction(ctx, async (inner) => {
    const row = await store.lockDataKey(inner.tx, owner);
    if (!row) return 0;
    const before = keys.unwrap(row.wrapped, keyAbout(owner));
    const after = randomBytes(32);
    const sealed = await store.listSealed(inner.tx, row.id);
    const anew = sealed.map(({ id, sealed: one }) => {
      const about = secretAbout(owner, id);
      return { id, sealed: seal(after, open(before, one, about), about) };
    });
    await store.replaceDataKey(inner.tx, { id: row.id, wrapped: keys.wrap(after, keyAbout(owner)), now: inner.clock.now() });
    await store.resealSecrets(inner.tx, anew);
    await audit(inner, {
      verb: "secrets.rotate",
      subject: row.id,
      ...(owner.kind === "customer" ? { customerId: owner.id } : {}),
      after: { secrets: anew.length },
    });
    return anew.length;
  });
}

/** Makes data keys anew that are older than a year, a few at a time. Engine scope. @returns how many */
export async function rotateOldKeys(ctx: Ctx): Promise<number> {
  const old = await transaction(ctx, ({ tx, clock }) => store.listOldKeys(tx, clock.now() - keyDays * 86_400_000, 20));
  for (const owner of old) await rotateDataKey(ctx, owner);
  return old.length;
}

const keyDays = 365;

function keysOf(ctx: Ctx): KeyRing {
  if (!ctx.keys) throw new StoaError("key_missing", "This process has no deployment key.");
  return ctx.keys;
}

const keyAbout = (owner: store.Owner): string => `data-key:${owner.kind}:${owner.id}`;
const secretAbout = (owner: store.Owner, id: string): string => `secret:${owner.kind}:${owner.id}:${id}`;
