import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../host-error.ts";
import { newId } from "./new-id.ts";
import { hashToken } from "./sessions.ts";

export type ApiKey = { id: string; name: string; prefix: string; createdAt: string; lastUsedAt: string | null; revokedAt: string | null };

const newApiKey = (): string => `llk_${randomBytes(24).toString("base64url")}`;

/** Makes a key and returns it whole, the only time it can be read. */
export function createApiKey(db: DatabaseSync, companyId: string, name: string, now: Date, key = newApiKey()): string {
  const title = name.trim();
  if (title === "" || title.length > 60)
    throw new HostError("invalid", "Give the key a name of 1 to 60 letters.", { name: "1 to 60 letters" });
  db.prepare("insert into api_key (id, company_id, name, prefix, key_hash, created_at) values (?, ?, ?, ?, ?, ?)").run(
    newId("key"),
    companyId,
    title,
    key.slice(0, 8),
    hashToken(key),
    now.toISOString(),
  );
  return key;
}

/** Those that were revoked among them. */
export function listApiKeys(db: DatabaseSync, companyId: string): ApiKey[] {
  return db
    .prepare(`select id, name, prefix, created_at as createdAt, last_used_at as lastUsedAt, revoked_at as revokedAt from api_key
    where company_id = ? order by created_at, id`)
    .all(companyId) as ApiKey[];
}

export function revokeApiKey(db: DatabaseSync, companyId: string, id: string, now: Date): void {
  db.prepare("update api_key set revoked_at = ? where company_id = ? and id = ? and revoked_at is null").run(
    now.toISOString(),
    companyId,
    id,
  );
}

/** For a key that did not reach whom it was made for: as if it had never been made. @returns what does so and passes the reason on */
export function forgetApiKey(db: DatabaseSync, key: string): (reason: unknown) => never {
  return (reason) => {
    db.prepare("delete from api_key where key_hash = ?").run(hashToken(key));
    throw reason;
  };
}

/** The company a key belongs to; undefined for an unknown or revoked key. Notes the time of use. */
export function findKeyCompany(db: DatabaseSync, key: string, now: Date): { companyId: string; currency: string } | undefined {
  const row = db
    .prepare(`update api_key set last_used_at = ? where key_hash = ? and revoked_at is null
    returning company_id as companyId, (select currency from company where id = company_id) as currency`)
    .get(now.toISOString(), hashToken(key));
  return row as { companyId: string; currency: string } | undefined;
}

/** @throws HostError unauthenticated for one that is no customer of ours, or not any more */
export function findCompany(db: DatabaseSync, companyId: string): { companyId: string; currency: string } {
  const row = db.prepare("select id as companyId, currency from company where id = ?").get(companyId);
  if (row === undefined) throw new HostError("unauthenticated", "No company of ours is meant.");
  return row as { companyId: string; currency: string };
}
