import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { checkProgram } from "../check/check-program.ts";
import { runHere } from "../testing/run-here.ts";
import { listTemplates, renderTemplate } from "./templates.ts";

const tool: Record<string, string> = { python: "python3", node: "node", bash: "bash", go: "go", c: "cc" };
const has = (command: string): boolean => {
  try {
    execFileSync("bash", ["-c", `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
};

/** A first compilation by Go takes its whole library along, for most of a minute: templates.long.test.ts does that one. */
const go = process.env["STOA_TEST_GO"] === "1";

for (const { lang } of listTemplates().filter(({ lang }) => go === (lang === "go"))) {
  const files = renderTemplate(lang, "say-hello");
  const check = checkProgram({
    paths: files.map((file) => file.path),
    readText: (path) => files.find((file) => file.path === path)?.content,
    readBytes: () => undefined,
  });

  test(`The ${lang} template passes its check without a word`, () => {
    assert.deepEqual(check.problems, []);
    assert.deepEqual(check.advice, []);
    assert.equal(check.manifest?.name, "say-hello");
    assert.deepEqual(check.manifest?.secrets, ["api_token"]);
    assert.ok(files.every((file) => !file.content.includes("__") || file.path.endsWith(".py") || file.path === ".gitignore"));
  });

  test(
    `The ${lang} template runs, goes on where it stopped, previews and gives choices`,
    { skip: !has(tool[lang] ?? lang) && `no ${tool[lang] ?? lang} is installed` },
    async () => {
      const { adapter, manifest } = check;
      assert.ok(adapter && manifest);
      const here = {
        adapter,
        manifest,
        files,
        config: { greeting: "Good day", people: 2, tone: "loud" },
        secrets: { api_token: "s3cret-token" },
      };
      const first = await runHere(here);
      assert.equal(first.stdout, "GOOD DAY, ADA!\nGOOD DAY, GRACE!\n");
      assert.deepEqual([first.settled.state, first.messages.counts.created, first.messages.notesTotal], [{ cursor: 2 }, 2, 0]);
      assert.equal(first.verdict.sentence, "Done: 2 created.");
      const second = await runHere({ ...here, state: first.settled.state ?? null });
      assert.match(second.stdout, /EDSGER/);
      assert.deepEqual(second.settled.state, { cursor: 4 });
      const preview = await runHere({ ...here, mode: "preview" });
      assert.deepEqual([preview.stdout, preview.settled.state, preview.messages.wouldTotal], ["", undefined, 2]);
      const options = await runHere({ ...here, mode: "options" });
      assert.deepEqual(Object.keys(options.settled.options ?? {}), ["tones"]);
      assert.equal((await runHere({ ...here, mode: "check" })).verdict.outcome, "succeeded");
    },
  );
}

test("A name that cannot be one is refused", () => {
  assert.throws(() => renderTemplate("python", "../etc"), /is not a name/);
});
