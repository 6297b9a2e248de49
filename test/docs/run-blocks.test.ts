import assert from "node:assert/strict";
import { test } from "node:test";
import { readBlocks } from "./read-blocks.ts";
import { runBlocks, type Story } from "./run-blocks.ts";

const fence = "```";
const text = `# Guide

## Begin

${fence}sh
stoa init hello   # a comment
# another
cd hello
${fence}

${fence}python
stoa not a command
${fence}

## Go on

${fence}sh
stoa show <thing>
npm start
${fence}
`;

function storyOf(over: Partial<Story<"pat">> = {}): { ran: string[]; story: Story<"pat"> } {
  const ran: string[] = [];
  const story: Story<"pat"> = {
    scenes: ["Begin", "Go on"].map((heading) => ({ file: "guide.md", heading, as: "pat" })),
    placeholders: { "<thing>": () => "thing_1" },
    notHere: { "npm start": "other tests start it" },
    run: async (_who, line) => {
      ran.push(line);
      return line.includes("runz") ? { code: 2, told: "✗ Unknown command 'runz'." } : { code: 0, told: "" };
    },
    ...over,
  };
  return { ran, story };
}

test("sh blocks are read with their headings, without comments; other blocks are not", () => {
  const blocks = readBlocks("guide.md", text);
  assert.deepEqual(
    blocks.map(({ heading, commands, line }) => [heading, commands, line]),
    [
      ["Begin", ["stoa init hello", "cd hello"], 5],
      ["Go on", ["stoa show <thing>", "npm start"], 17],
    ],
  );
});

test("every command is run in order, placeholders filled, but for those other tests run", async () => {
  const { ran, story } = storyOf();
  assert.deepEqual(await runBlocks(readBlocks("guide.md", text), story), []);
  assert.deepEqual(ran, ["stoa init hello", "cd hello", "stoa show thing_1"]);
});

test("a wrong command is caught, with what it said", async () => {
  const { story } = storyOf();
  const wrong = await runBlocks(readBlocks("guide.md", text.replace("stoa show", "stoa runz")), story);
  assert.deepEqual(wrong, [`guide.md "Go on": stoa runz <thing>: ended with 2: ✗ Unknown command 'runz'.`]);
});

test("a block nobody runs, a scene without a block, and a placeholder nobody fills are caught", async () => {
  const blocks = readBlocks("guide.md", text);
  const more = readBlocks("other.md", `## New\n\n${fence}sh\nstoa new\n${fence}\n`);
  const { story } = storyOf({ placeholders: {} });
  const wrong = await runBlocks([...blocks.slice(1), ...more], story);
  assert.equal(wrong.length, 3);
  assert.match(wrong.join("\n"), /other.md:3 "New" is in no scene.*no sh block under "Begin".*nothing is known for <thing>/s);
});
