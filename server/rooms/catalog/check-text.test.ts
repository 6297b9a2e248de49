import assert from "node:assert/strict";
import { test } from "node:test";
import { findTextProblems } from "./check-text.ts";

test("publishers' text is Markdown without HTML, pictures or scripts", () => {
  const problems = (description: string) => findTextProblems({ description }).length;
  for (const bad of [
    "<b>x</b>",
    "<script>",
    "a <!-- b",
    "![x](https://example.com/x.png)",
    "[x](javascript:alert(1))",
    "</div>",
    "<img src=x>",
    "<javascript:alert(1)>",
  ]) {
    assert.ok(problems(bad) > 0, bad);
  }
  for (const good of [
    "1 < 2 and 3 > 2",
    "`<b>`",
    "```html\n<b>x</b>\n```\n",
    "<https://example.com>",
    "[x](https://example.com)",
    "a <- b",
  ])
    assert.equal(problems(good), 0, good);
  assert.ok(findTextProblems({ support: "call us" }).length > 0);
  assert.ok(findTextProblems({ title: "x".repeat(61) }).length > 0);
});
