import { createHash, randomBytes } from "node:crypto";

export type CredentialKind = "tok" | "ses" | "lnk" | "ask";

/** A new secret text `stoa_tok_...` (256 bits) and the hash that is kept in its place. */
export function newCredential(kind: CredentialKind): { text: string; hash: Buffer; hint: string } {
  const text = `stoa_${kind}_${randomBytes(32).toString("base64url")}`;
  return { text, hash: hashCredential(text), hint: text.slice(-4) };
}

/** 256 random bits need no slow hash: SHA-256 is enough to keep a leaked table from being a leaked key ring. */
export function hashCredential(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export function credentialKind(text: string): CredentialKind | undefined {
  const kind = /^stoa_(tok|ses|lnk|ask)_[\w-]{43}$/.exec(text)?.[1];
  return kind as CredentialKind | undefined;
}
