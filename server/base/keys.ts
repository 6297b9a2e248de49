/** Wraps data keys with the deployment key; made by the room trust, carried by every ctx that may touch secrets. */
export interface KeyRing {
  /** Seals 32 bytes; `about` is bound as associated data. */
  wrap(key: Buffer, about: string): Buffer;
  unwrap(wrapped: Buffer, about: string): Buffer;
  /** A keyed digest (HMAC-SHA-256): tells equal inputs apart without being a hash one could guess secrets against. */
  fingerprint(text: string): Buffer;
}
