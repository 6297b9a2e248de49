import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { StoaError } from "../../base/index.ts";

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM: nonce (12) + ciphertext + tag (16). `about` is associated data: a row moved elsewhere no longer opens. */
export function seal(key: Buffer, plain: Buffer, about: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws StoaError key_missing when the key is not the one it was sealed with, or the row was changed */
export function open(key: Buffer, sealed: Buffer, about: string): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes)).setAAD(Buffer.from(about));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new StoaError("key_missing", { what: "A stored secret cannot be opened with this deployment key.", cause });
  }
}
