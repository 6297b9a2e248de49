import { generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import type { BlobStore } from "../../base/blobs/index.ts";
import type { Actor, Clock, Ctx, Db, KeyRing, Log, Role, Scope } from "../../base/index.ts";

/** A deployment as its rooms' doors see it, from inside one process. */
export interface SeedPlace {
  db: Db;
  clock: Clock;
  log: Log;
  keys: KeyRing;
  blobs: BlobStore;
  /** The deployment's public address: whom hosts' tokens are for. */
  audience: string;
}

/** A host's own key, as its product would hold it. */
export interface SigningKey {
  kid: string;
  issuer: string;
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
}

/** A ctx in this scope: of a person with these roles, or of this machine's own command. */
export function ctxOf(place: SeedPlace, scope: Scope, person?: { id: string; roles: readonly Role[] }): Ctx {
  const actor: Actor = person ? { kind: "person", personId: person.id, roles: person.roles } : { kind: "machine" };
  const { db, clock, log, keys } = place;
  return { db, clock, log, keys, scope, actor, trace: "seed" };
}

export function makeSigningKey(issuer: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = `key-${randomUUID().slice(0, 8)}`;
  return { kid, issuer, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid } };
}
