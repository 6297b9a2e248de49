import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { findPersonById, type Person } from "./people.ts";

const lifetimeMs = 12 * 3600_000;

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** A new session's token, known only to the browser; the table keeps its hash. */
export function openSession(db: DatabaseSync, personId: string, now: Date): string {
  const token = randomBytes(32).toString("base64url");
  db.prepare("delete from session where expires_at < ?").run(now.toISOString());
  db.prepare("insert into session (token_hash, person_id, expires_at) values (?, ?, ?)").run(
    hashToken(token),
    personId,
    new Date(now.getTime() + lifetimeMs).toISOString(),
  );
  return token;
}

export function findSession(db: DatabaseSync, token: string, now: Date): Person | undefined {
  const row = db.prepare("select person_id from session where token_hash = ? and expires_at > ?").get(hashToken(token), now.toISOString());
  return row === undefined ? undefined : findPersonById(db, String(row["person_id"]));
}

export function closeSession(db: DatabaseSync, token: string): void {
  db.prepare("delete from session where token_hash = ?").run(hashToken(token));
}
