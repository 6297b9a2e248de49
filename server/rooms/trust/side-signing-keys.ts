import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, SignJWT, type JWTPayload } from "jose";
import { newId, StoaError, transaction, type Ctx, type KeyRing } from "../../base/index.ts";
import * as store from "./store.ts";

const algorithm = "ES256";
/** A new key is published so long before it signs: whoever keeps our keys for five minutes knows it by then. */
const publishedMs = 600_000;
/** Whatever a key signed has ended so long after it was retired. */
const afterglowMs = 3_600_000;
/** A process keeps the key it signs with so long. */
const keptMs = 30_000;

/** Signs for one side; tokens name it as their audience, and no key of it is another side's. */
export interface SideSigner {
  /** A compact JWT. `typ` keeps it from being taken for a token of another kind. */
  sign(payload: JWTPayload, typ: string): Promise<string>;
}

const opened = new Map<string, { until: number; signer: Promise<SideSigner> }>();

/** The key a side signs with now, made at first need. Engine scope. @throws StoaError key_missing */
export function openSideSigner(ctx: Ctx, input: { sideId: string }): Promise<SideSigner> {
  const known = opened.get(input.sideId);
  if (known && known.until > Date.now()) return known.signer;
  const signer = readSigner(ctx, input.sideId);
  opened.set(input.sideId, { until: Date.now() + keptMs, signer });
  signer.catch(() => opened.delete(input.sideId));
  return signer;
}

async function readSigner(ctx: Ctx, sideId: string): Promise<SideSigner> {
  const rows = await ensureKey(ctx, sideId);
  const now = ctx.clock.now();
  const row = rows.find((one) => isLive(one, now) && one.createdAt <= now - publishedMs) ?? rows.findLast((one) => isLive(one, now));
  if (!row) throw new StoaError("internal", "A side has no key to sign with.");
  const key = await importPKCS8(keysOf(ctx).unwrap(row.wrappedKey, aboutOf(sideId, row.kid)).toString("utf8"), algorithm);
  return { sign: (payload, typ) => new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid: row.kid, typ }).sign(key) };
}

/** The public keys of a side, as a host checks tokens by; the first is made at first need. Engine scope. */
export async function readSideKeys(ctx: Ctx, input: { sideId: string }): Promise<Record<string, unknown>[]> {
  const now = ctx.clock.now();
  const rows = await ensureKey(ctx, input.sideId);
  const shown = rows.filter(({ retiredAt }) => retiredAt === null || retiredAt > now - afterglowMs);
  return shown.map(({ publicJwk, kid }) => ({ ...publicJwk, kid, alg: algorithm, use: "sig" }));
}

/** A new key takes over in ten minutes; at once, and with nothing of the old left, when that may be in others' hands. @returns its kid */
export async function rotateSideKey(ctx: Ctx, input: { sideId: string; atOnce: boolean }): Promise<string> {
  const made = await makeKey(ctx, input.sideId);
  await transaction(ctx, async ({ tx, clock }) => {
    const now = clock.now();
    await store.insertSigningKey(tx, { ...made, sideId: input.sideId, now });
    // What is retired so long ago is published no more.
    const at = input.atOnce ? now - afterglowMs : now + publishedMs;
    await store.retireSigningKeys(tx, { sideId: input.sideId, but: made.kid, at });
  });
  opened.delete(input.sideId);
  return made.kid;
}

async function ensureKey(ctx: Ctx, sideId: string): Promise<store.SigningKeyRow[]> {
  const rows = await transaction(ctx, ({ tx }) => store.listSigningKeys(tx, sideId));
  if (rows.length > 0) return rows;
  const made = await makeKey(ctx, sideId);
  return transaction(ctx, async ({ tx, clock }) => {
    await store.lockSigningKeys(tx, sideId);
    const since = await store.listSigningKeys(tx, sideId);
    if (since.length > 0) return since;
    await store.insertSigningKey(tx, { ...made, sideId, now: clock.now() });
    return store.listSigningKeys(tx, sideId);
  });
}

/** Made outside a transaction. */
async function makeKey(ctx: Ctx, sideId: string): Promise<Pick<store.SigningKeyRow, "kid" | "publicJwk" | "wrappedKey">> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const kid = newId(ctx.clock);
  const wrappedKey = keysOf(ctx).wrap(Buffer.from(await exportPKCS8(pair.privateKey)), aboutOf(sideId, kid));
  return { kid, publicJwk: { ...(await exportJWK(pair.publicKey)) }, wrappedKey };
}

const isLive = ({ retiredAt }: store.SigningKeyRow, now: number): boolean => retiredAt === null || retiredAt > now;
const aboutOf = (sideId: string, kid: string): string => `signing-key:${sideId}:${kid}`;

function keysOf({ keys }: Ctx): KeyRing {
  if (keys) return keys;
  throw new StoaError("key_missing", "This process has no deployment key.");
}
