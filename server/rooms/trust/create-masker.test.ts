import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createMasker } from "./create-masker.ts";
import { createFinder, type Found } from "./find-values.ts";

const canary = 'p@ss "w/rd+ÄÖ-42';
const maskText = (values: readonly string[], text: string): string => createMasker(values).text(text);

/** Masks a text given in pieces of these sizes, over and over. */
function maskInPieces(values: readonly string[], bytes: Buffer, sizes: readonly number[]): string {
  const masker = createMasker(values).stream();
  const parts: Buffer[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    parts.push(Buffer.from(masker.mask(bytes.subarray(from, from + size))));
    from += size;
  }
  return Buffer.concat([...parts, masker.flush()]).toString("utf8");
}

const percent = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (one) => one.toLowerCase());
const dotNet = String.raw`p@ss \u0022w/rd\u002B\u00C4\u00D6-42`;

test("a value is hidden plain, base64 at every offset, URL-encoded, JSON- and XML-escaped and in hex", () => {
  const json = JSON.stringify(canary).slice(1, -1);
  const forms = [
    canary,
    ...["", "x", "xy", "user:"].map((before) => Buffer.from(`${before}${canary}`).toString("base64")),
    Buffer.from(`xy${canary}z`).toString("base64url"),
    encodeURIComponent(canary),
    percent(encodeURIComponent(canary)),
    encodeURIComponent(canary).replaceAll("%20", "+"),
    new URLSearchParams({ key: canary }).toString(),
    encodeURI(canary),
    [...Buffer.from(canary)].map((byte) => `%${byte.toString(16)}`).join(""),
    json,
    json.replaceAll("/", String.raw`\/`),
    String.raw`p@ss \"w/rd+\u00c4\u00d6-42`,
    String.raw`p@ss \"w\/rd+\u00C4\u00D6-42`,
    dotNet,
    "p@ss &quot;w/rd+ÄÖ-42",
    Buffer.from(canary).toString("hex"),
    Buffer.from(canary).toString("hex").toUpperCase(),
  ];
  for (const form of forms) {
    const masked = maskText([canary], `before ${form} after`);
    assert.match(masked, /^before .*•••.* after$/, form);
    assert.ok(masked.length < 28 || form === canary, masked);
  }
});

test("what is JSON is masked in each of its texts and names, however they were spelled", () => {
  const spelled = `{"${[...canary].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}":["x ${JSON.stringify(canary).slice(1, -1)}",7,null]}`;
  assert.deepEqual(createMasker([canary]).json(JSON.parse(spelled)), { "•••": ["x •••", 7, null] });
});

test("a value over several lines, its lines, and the telling fields of one that is JSON are hidden", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQE\n-----END KEY-----\n";
  assert.equal(maskText([key], "read kqhkiG9w0BAQE from the file"), "read ••• from the file");
  const account = JSON.stringify({ type: "service", private_key: key, token_uri: "https://login.example/token" });
  assert.equal(
    maskText([account], "signs with MIIEvQIBADANBg at https://login.example/token"),
    "signs with ••• at https://login.example/token",
  );
  assert.ok(!maskText([account], account).includes("MIIE"));
});

test("a value split over lines is hidden, lines keep their numbers, and a line waits for none that follows a short piece", () => {
  const wrapped = Buffer.from(`user:${"x".repeat(40)}hunter2hunter2hunter2 and on`)
    .toString("base64")
    .replaceAll(/.{12}/g, "$&\n");
  const masked = maskText([`${"x".repeat(40)}hunter2hunter2hunter2`], wrapped);
  assert.equal(masked.split("\n").length, wrapped.split("\n").length);
  assert.match(masked, /^\S{5,9}•••\n+\S*$/m);
  const masker = createMasker(["hunter2hunter2"]).stream();
  assert.equal(masker.mask(Buffer.from("ends in hun\n")).toString(), "ends in hun\n");
  assert.equal(masker.mask(Buffer.from("ter2hunter2 or\r\nhunt\n")).toString(), "••• or\r\n");
  assert.equal(masker.mask(Buffer.from("ed")).toString(), "hunt\ned");
});

test("however the bytes are split, the result is the same and holds no value", () => {
  const secrets = ["hunter2hunter2", "hunter2hunter2more", "abcabcabd", canary];
  const word = fc.oneof(
    fc.constantFrom(...secrets, "abcabc", "hunter2", "hun\nter2hu\r\nnter2", "\n", Buffer.from(canary).toString("base64")),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: fc.constantFrom("a", "b", "c", "\n"), maxLength: 30 }),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }),
      (words, sizes) => {
        const text = words.join("");
        const long = secrets.filter((secret) => secret.length > 13);
        assert.equal(maskInPieces(long, Buffer.from(text), sizes), maskText(long, text));
        const joined = maskInPieces(secrets, Buffer.from(text), sizes);
        assert.equal(joined, maskText(secrets, text));
        assert.equal(joined.match(/\n/g)?.length, text.match(/\n/g)?.length);
        for (const secret of secrets) assert.ok(!joined.includes(secret));
        for (const secret of long) assert.ok(!maskText(long, text).includes(secret));
      },
    ),
    { numRuns: 400 },
  );
});

/** As the finder has to, a place after another. */
function lookEverywhere(values: readonly string[], text: string, from: number, isLast: boolean): Found | undefined {
  for (let start = from; start < text.length; start++) {
    if (/[\r\n]/.test(text[start] ?? "")) continue;
    const rest = text.slice(start).replaceAll(/[\r\n]/g, "");
    if (!isLast && values.some((value) => value.length > rest.length && value.startsWith(rest))) return { keep: start };
    const longest = values.filter((value) => rest.startsWith(value)).toSorted((one, other) => other.length - one.length)[0];
    if (longest === undefined) continue;
    let end = start;
    for (let left = longest.length; left > 0; end++) if (!/[\r\n]/.test(text[end] ?? "")) left--;
    return { start, end };
  }
  return undefined;
}

test("a value is found wherever it begins and however many there are, as by a look at every place", () => {
  const letters = (min: number, max: number) => fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: min, maxLength: max });
  const values = fc.oneof(
    fc.array(letters(6, 9), { minLength: 1, maxLength: 4 }),
    fc.array(letters(15, 40), { minLength: 1, maxLength: 4 }),
    fc.array(letters(18, 24), { minLength: 501, maxLength: 520 }),
  );
  const between = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "\n", "\r", "-", " "), maxLength: 40 });
  fc.assert(
    fc.property(
      values,
      fc.array(fc.tuple(between, fc.nat(), fc.nat({ max: 40 })), { maxLength: 8 }),
      fc.boolean(),
      (known, parts, isLast) => {
        const text = parts
          .map(([before, which, wrap]) => `${before}${(known[which % known.length] ?? "").replace(new RegExp(`^.{${wrap}}`), "$&\n")}`)
          .join("")
          .slice(0, isLast ? undefined : -3);
        const finder = createFinder(known.map((value) => Buffer.from(value)));
        for (let from = 0; from < text.length;) {
          const found = finder?.next(Buffer.from(text), from, isLast);
          assert.deepEqual(found, lookEverywhere(known, text, from, isLast), JSON.stringify({ text, from }));
          from = found && "end" in found ? found.end : text.length;
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a chunk of nothing but values, and fifty values at once", () => {
  const values = Array.from({ length: 50 }, (_, index) => `secret number ${index} <${"k".repeat(index)}>`);
  const text = values.map((value) => `${value}${Buffer.from(value).toString("hex")}`).join("");
  assert.equal(maskText(values, text), "•••".repeat(100));
  assert.equal(maskInPieces(values, Buffer.from(text), [3, 8, 1]), "•••".repeat(100));
});

test("where the length was said before, each hidden byte is a star", () => {
  const masker = createMasker(["hunter2hunter2"], { keepLength: true }).stream();
  const said = Buffer.concat([masker.mask(Buffer.from("a hunter2hun")), masker.mask(Buffer.from("ter2 b")), masker.flush()]);
  assert.equal(said.toString(), `a ${"*".repeat(14)} b`);
});

test("short values and no values change nothing", () => {
  assert.equal(maskText(["abc"], "abc abc"), "abc abc");
  assert.equal(maskText([], "text"), "text");
});

test("what cannot be the beginning of a value is not held back", () => {
  const masker = createMasker(["hunter2hunter2"]).stream();
  assert.equal(masker.mask(Buffer.from("a line\nhunter")).toString(), "a line\n");
  assert.equal(masker.mask(Buffer.from(" is here\n")).toString(), "hunter is here\n");
});
