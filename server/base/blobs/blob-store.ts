import type { Readable } from "node:stream";
import { StoaError } from "../errors.ts";

export interface Written {
  /** Bytes. */
  size: number;
  /** Hexadecimal, of the bytes as stored. */
  sha256: string;
}

export interface ByteRange {
  /** First byte, from 0. */
  start: number;
  /** How many; to the end when missing. */
  length?: number;
}

export interface BlobInfo {
  key: string;
  size: number;
}

/**
 * Bytes under keys. A key is up to 16 segments of letters, digits, `.`, `_` and `-`, parted by `/`; a segment does not begin with a dot.
 * A blob appears whole or not at all, and a put over an existing key replaces it.
 */
export interface BlobStore {
  /** Resolves when the bytes are safe. @throws StoaError too_large when `limit` bytes are exceeded; nothing is stored then. */
  put(key: string, data: Uint8Array | Readable, options?: { limit?: number }): Promise<Written>;
  /** A stream of the bytes. @throws StoaError not_found */
  get(key: string, range?: ByteRange): Promise<Readable>;
  head(key: string): Promise<BlobInfo | undefined>;
  /** Removing what is not there is no fault. */
  remove(key: string): Promise<void>;
  /** Every blob whose key begins with `prefix`, in the order of their keys' bytes. */
  list(prefix: string): AsyncIterable<BlobInfo>;
}

const keyPattern = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,127})(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,15}$/;

/** @throws StoaError internal: keys are made by us, never by a request. */
export function checkKey(key: string): void {
  if (!keyPattern.test(key)) throw new StoaError("internal", `"${key.slice(0, 80)}" is no key of a blob.`);
}

export function noSuchBlob(): StoaError {
  return new StoaError("not_found", "These bytes are not stored any more.");
}

export function overLimit(limit: number): StoaError {
  return new StoaError("too_large", `More than ${limit} bytes were given.`);
}
