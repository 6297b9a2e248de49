import { test } from "node:test";
import assert from "node:assert/strict";
import { isSafeLink, readInline, readMarkdown } from "./read-markdown.ts";

test("blocks of a listing's text", () => {
  const blocks = readMarkdown(
    "# Invoices\nCopies *paid* invoices\nevery night.\n\n- one\n- two\n  and more\n\n1. first\n2) second\n\n```\n<b>\n```\n> note\n---",
  );
  assert.deepEqual(
    blocks.map((block) => block.kind),
    ["heading", "paragraph", "list", "list", "code", "quote", "rule"],
  );
  assert.deepEqual(blocks[1], {
    kind: "paragraph",
    inner: [
      { kind: "text", text: "Copies " },
      { kind: "em", inner: [{ kind: "text", text: "paid" }] },
      { kind: "text", text: " invoices every night." },
    ],
  });
  assert.deepEqual(blocks[2], {
    kind: "list",
    ordered: false,
    items: [[{ kind: "text", text: "one" }], [{ kind: "text", text: "two and more" }]],
  });
});

test("HTML, pictures and scripts stay words", () => {
  assert.deepEqual(readInline("<script>alert(1)</script>"), [{ kind: "text", text: "<script>alert(1)</script>" }]);
  assert.deepEqual(
    readInline("[press](javascript:alert(1))").map((piece) => piece.kind),
    ["text"],
  );
  assert.deepEqual(readInline("[press](javascript:void)"), [{ kind: "text", text: "press" }]);
  for (const bad of ["javascript:x", "data:text/html,x", "//evil.example", "/operator", 'https://x"onclick='])
    assert.equal(isSafeLink(bad), false, bad);
  assert.deepEqual(readInline("see [docs](https://x.example/a)"), [
    { kind: "text", text: "see " },
    { kind: "link", href: "https://x.example/a", inner: [{ kind: "text", text: "docs" }] },
  ]);
});

test("odd text neither hangs nor loses a word", () => {
  const odd = "*".repeat(5_000) + "[".repeat(5_000) + "`a";
  const started = performance.now();
  assert.equal(
    readInline(odd)
      .map((piece) => ("text" in piece ? piece.text : ""))
      .join("").length,
    odd.length,
  );
  assert.ok(performance.now() - started < 1_000);
  assert.deepEqual(readMarkdown("```\nopen"), [{ kind: "code", text: "open" }]);
});
