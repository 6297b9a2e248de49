import { createHash, X509Certificate } from "node:crypto";

/** What Java's own root store is locked with; a store of certificates holds nothing secret. */
export const javaPassword = "changeit";

const short = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([short(Buffer.byteLength(value)), Buffer.from(value)]);

/**
 * Certificates as a Java trust store, which cannot be read from PEM. Its form (JKS, version 2): header, one trusted entry a certificate, and a
 * SHA-1 over the password in UTF-16, a constant and all before it. Source: sun.security.provider.JavaKeyStore.
 */
export function javaStore(certificates: readonly string[]): Buffer {
  const entries = certificates.map((pem, index) => {
    const { raw } = new X509Certificate(pem);
    return Buffer.concat([long(2), text(`authority-${index}`), Buffer.alloc(8), text("X.509"), long(raw.length), raw]);
  });
  const body = Buffer.concat([long(0xfeedfeed), long(2), long(entries.length), ...entries]);
  const password = Buffer.from(javaPassword, "utf16le").swap16();
  return Buffer.concat([body, createHash("sha1").update(password).update("Mighty Aphrodite").update(body).digest()]);
}
