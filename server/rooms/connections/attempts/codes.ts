import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, and the hash that is kept in their place. */
export function newCode(): { text: string; hash: Buffer } {
  const text = randomBytes(32).toString("base64url");
  return { text, hash: hashCode(text) };
}

export function hashCode(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
