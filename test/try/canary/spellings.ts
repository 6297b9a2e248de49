/** One way a value may be written, with what is searched for: small letters where letters of either size mean the same. */
export interface Spelling {
  name: string;
  bytes: Buffer;
  anyCase: boolean;
}

/** A value plain, URL-encoded, in hex, and in base64 with 0, 1 or 2 bytes before it. Written apart from the masker's own list, which it checks. */
export function spellingsOf(value: string): Spelling[] {
  const plain = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), plain])
      .toString("base64")
      .replaceAll("=", "");
    // The letters at both ends are mixed with what stands before and after the value.
    return { name: `base64 at ${offset}`, bytes: Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -2)), anyCase: false };
  });
  return [
    { name: "plain", bytes: plain, anyCase: false },
    { name: "URL-encoded", bytes: Buffer.from(encodeURIComponent(value)), anyCase: false },
    { name: "hex", bytes: Buffer.from(plain.toString("hex")), anyCase: true },
    ...base64,
    ...base64.map(({ name, bytes }) => ({
      name: `${name}, URL-safe`,
      bytes: Buffer.from(bytes.toString().replaceAll("+", "-").replaceAll("/", "_")),
      anyCase: false,
    })),
  ];
}

/** The spellings of a value that stand in some bytes. */
export function findSpellings(bytes: Buffer, spellings: readonly Spelling[]): string[] {
  const small = Buffer.from(bytes.toString("latin1").toLowerCase(), "latin1");
  return spellings.filter((one) => (one.anyCase ? small : bytes).includes(one.bytes)).map((one) => one.name);
}
