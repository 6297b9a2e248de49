/** One way a value may be written, with what is searched for: small letters where letters of either size mean the same. */
export interface Spelling {
  name: string;
  bytes: Buffer;
  anyCase: boolean;
}

/**
 * A value plain, URL-encoded, JSON-escaped, in hex, and in base64 with 0, 1 or 2 bytes before it. Written apart from the masker's own list,
 * which it checks.
 */
export function spellingsOf(value: string): Spelling[] {
  const plain = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), plain])
      .toString("base64")
      .replaceAll("=", "");
    // The letters at both ends are mixed with what stands before and after the value.
    return { name: `base64 at ${offset}`, bytes: Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -2)), anyCase: false };
  });
  const url = encodeURIComponent(value);
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const anyCase = { "URL-encoded": url, "as a form": url.replaceAll("%20", "+"), hex: plain.toString("hex"), "JSON in ASCII": ascii };
  const all = [
    { name: "plain", bytes: plain, anyCase: false },
    { name: "JSON", bytes: Buffer.from(json), anyCase: false },
    { name: "JSON with escaped slashes", bytes: Buffer.from(json.replaceAll("/", "\\/")), anyCase: false },
    ...Object.entries(anyCase).map(([name, text]) => ({ name, bytes: Buffer.from(text.toLowerCase(), "latin1"), anyCase: true })),
    ...base64,
    ...base64.map(({ name, bytes }) => ({
      name: `${name}, URL-safe`,
      bytes: Buffer.from(bytes.toString().replaceAll("+", "-").replaceAll("/", "_")),
      anyCase: false,
    })),
  ];
  return all.filter((one, index) => all.findIndex(({ bytes, anyCase }) => bytes.equals(one.bytes) && anyCase === one.anyCase) === index);
}

/** The spellings of a value that stand in some bytes, also where lines end within them. */
export function findSpellings(bytes: Buffer, spellings: readonly Spelling[]): string[] {
  const joined = bytes.includes(10) ? Buffer.from(bytes.toString("latin1").replaceAll(/[\r\n]/g, ""), "latin1") : bytes;
  const small = Buffer.from(joined.toString("latin1").toLowerCase(), "latin1");
  return spellings.filter((one) => (one.anyCase ? small : joined).includes(one.bytes)).map((one) => one.name);
}
