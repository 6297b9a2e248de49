const least = 6;

/** Every way a value is commonly written: plain, URL-encoded, JSON-escaped, hex, base64 and base64url at each of three offsets. */
export function spellings(value: string): Buffer[] {
  const plain = Buffer.from(value, "utf8");
  if (plain.length < least) return [];
  const hex = plain.toString("hex");
  const texts = [
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll("%20", "+"),
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64At(plain, offset)),
  ];
  const lines = value.includes("\n") ? value.split(/\r?\n/).filter((line) => line.length >= least) : [];
  return [plain, ...[...texts, ...lines].filter((text) => text.length >= least).map((text) => Buffer.from(text, "utf8"))];
}

/** The letters of base64 that depend on the value alone when `offset` other bytes stand before it. */
function base64At(plain: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), plain]).toString("base64");
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + plain.length) * 8) / 6);
  const letters = encoded.slice(first, last);
  return [letters, letters.replaceAll("+", "-").replaceAll("/", "_")];
}
