import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createMasker, maskText } from "./create-masker.ts";

const canary = 'p@ss "w/rd+ÄÖ-42';

test("a value is hidden plain, base64 at every offset, URL-encoded, JSON-escaped and in hex", () => {
  const forms = [
    canary,
    ...["", "x", "xy", "user:"].map((before) => Buffer.from(`${before}${canary}`).toString("base64")),
    Buffer.from(`xy${canary}z`).toString("base64url"),
    encodeURIComponent(canary),
    JSON.stringify({ password: canary }),
    Buffer.from(canary).toString("hex"),
    Buffer.from(canary).toString("hex").toUpperCase(),
  ];
  for (const form of forms) {
    const masked = maskText([canary], `before ${form} after`);
    assert.match(masked, /^before .*•••.* after$/, form);
    assert.ok(masked.length < form.length + 10 || form === canary, masked);
  }
});

test("however the bytes are split, the result is the same and holds no value", () => {
  const secrets = ["hunter2hunter2", "abcabcabd", canary];
  const word = fc.oneof(fc.constantFrom(...secrets, "abcabc", "hunter2", "\n"), fc.string({ maxLength: 12 }));
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 }),
      (words, sizes) => {
        const bytes = Buffer.from(words.join(""));
        const whole = maskText(secrets, words.join(""));
        const masker = createMasker(secrets);
        const parts: Buffer[] = [];
        for (let from = 0, turn = 0; from < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          parts.push(masker.mask(bytes.subarray(from, from + size)));
          from += size;
        }
        const joined = Buffer.concat([...parts, masker.flush()]).toString("utf8");
        assert.equal(joined, whole);
        for (const secret of secrets) assert.ok(!joined.includes(secret));
      },
    ),
  );
});

test("where the length was said before, each hidden byte is a star", () => {
  const masker = createMasker(["hunter2hunter2"], { keepLength: true });
  const said = Buffer.concat([masker.mask(Buffer.from("a hunter2hun")), masker.mask(Buffer.from("ter2 b")), masker.flush()]);
  assert.equal(said.toString(), `a ${"*".repeat(14)} b`);
});

test("short values and no values change nothing", () => {
  assert.equal(maskText(["abc"], "abc abc"), "abc abc");
  assert.equal(maskText([], "text"), "text");
});

test("what cannot be the beginning of a value is not held back", () => {
  const masker = createMasker(["hunter2hunter2"]);
  assert.equal(masker.mask(Buffer.from("a line\nhunter")).toString(), "a line\n");
  assert.equal(masker.mask(Buffer.from(" is here\n")).toString(), "hunter is here\n");
});
