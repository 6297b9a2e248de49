/** Values with fewer bytes cannot be told from chance and are not hidden. */
export const shortestMasked = 6;

/**
 * Every way a value is commonly written: plain, URL-encoded (of several libraries, hex digits of either case, `+` for space), JSON-escaped
 * (of several libraries), XML-escaped, hex, base64 and base64url at each of three offsets. So are its lines, when it has several, and the
 * telling fields of a value that is JSON itself.
 */
export function spellings(value: string): Buffer[] {
  const parts = new Set([value, value.trim(), ...linesOf(value), ...tellingFields(value)]);
  const texts = new Set([...parts].flatMap(spellingsOfOne));
  return [...texts]
    .filter((text) => Buffer.byteLength(text.replaceAll(/[\r\n]/g, "")) >= shortestMasked)
    .map((text) => Buffer.from(text, "utf8"));
}

function spellingsOfOne(value: string): string[] {
  const plain = Buffer.from(value, "utf8");
  if (plain.length < shortestMasked) return [];
  const hex = plain.toString("hex");
  return [
    value,
    ...urlSpellings(value, plain),
    ...jsonSpellings(value),
    ...xmlSpellings(value),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64At(plain, offset)),
  ];
}

function linesOf(value: string): string[] {
  return value.includes("\n") ? value.split(/\r?\n/) : [];
}

const telling = /key|secret|token|pass|credential|auth/i;
const address = /^https?:\/\/[^@]*$/;

/** Of an account's key as a JSON file, what must stay secret: `private_key`, not `token_uri`. */
function tellingFields(value: string): string[] {
  if (!value.trimStart().startsWith("{")) return [];
  try {
    const fields = Object.entries(JSON.parse(value) as Record<string, unknown>);
    const texts = fields.flatMap(([name, text]) => (typeof text === "string" && telling.test(name) && !address.test(text) ? [text] : []));
    return texts.flatMap((text) => [text, ...linesOf(text)]);
  } catch {
    return [];
  }
}

/** Bytes that stay as they are, by who encodes: encodeURIComponent, RFC 3986, forms, Java, Python (keeps `/`), encodeURI; and none at all. */
const urlSafe = [
  /[A-Za-z0-9\-_.!~*'()]/,
  /[A-Za-z0-9\-_.~]/,
  /[A-Za-z0-9\-_.*]/,
  /[A-Za-z0-9\-_.~/]/,
  /[A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/,
  /[^\s\S]/,
];

function urlSpellings(value: string, plain: Buffer): string[] {
  const isPlainWord = /^[A-Za-z0-9]*$/.test(value);
  return urlSafe.slice(isPlainWord ? -1 : 0).flatMap((safe) => {
    const upper = percent(plain, safe, (byte) => byte.toString(16).padStart(2, "0").toUpperCase());
    const lower = percent(plain, safe, (byte) => byte.toString(16).padStart(2, "0"));
    return [upper, lower, upper.replaceAll("%20", "+"), lower.replaceAll("%20", "+")];
  });
}

function percent(plain: Buffer, safe: RegExp, digits: (byte: number) => string): string {
  return [...plain]
    .map((byte) => (byte < 128 && safe.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${digits(byte)}`))
    .join("");
}

/** What libraries escape beyond what JSON asks for: nothing, what HTML could mistake (Go, Gson), more of it (.NET). */
const jsonEscaped = [/[^\s\S]/g, /[<>&\u2028\u2029]/g, /[<>&='\u2028\u2029]/g, /[<>&'+`"]/g];

function jsonSpellings(value: string): string[] {
  const standard = JSON.stringify(value).slice(1, -1);
  // .NET and some others write a quote as \u0022 and a backslash doubled.
  const quoteless = standard.replaceAll('\\"', '"');
  const bases = [
    ...jsonEscaped.slice(0, -1).map((escaped) => ({ text: standard, escaped })),
    { text: quoteless, escaped: jsonEscaped.at(-1) ?? /[^\s\S]/g },
  ];
  return bases.flatMap(({ text, escaped }) => {
    const more = [false, true].flatMap((ascii) =>
      ["lower", "upper"].map((letters) => escapeUnits(text, escaped, ascii, letters === "upper")),
    );
    return more.flatMap((one) => [one, one.replaceAll("/", "\\/")]);
  });
}

function escapeUnits(text: string, escaped: RegExp, ascii: boolean, upper: boolean): string {
  const escape = (unit: string): string => {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${upper ? digits.toUpperCase() : digits}`;
  };
  const first = text.replaceAll(/\\u[0-9a-f]{4}/g, (one) => (upper ? `\\u${one.slice(2).toUpperCase()}` : one)).replaceAll(escaped, escape);
  return ascii ? first.replaceAll(/[\u007f-\uffff]/g, escape) : first;
}

function xmlSpellings(value: string): string[] {
  if (!/[&<>"']/.test(value)) return [];
  const tags = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = tags.replaceAll('"', "&quot;");
  return [tags, quoted, ...["&#39;", "&#x27;", "&apos;"].map((quote) => quoted.replaceAll("'", quote))];
}

/** The letters of base64 that depend on the value alone when `offset` other bytes stand before it. */
function base64At(plain: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), plain]).toString("base64");
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + plain.length) * 8) / 6);
  const letters = encoded.slice(first, last);
  return [letters, letters.replaceAll("+", "-").replaceAll("/", "_")];
}
