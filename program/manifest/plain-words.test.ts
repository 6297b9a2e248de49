import assert from "node:assert/strict";
import { test } from "node:test";
import { plainWords } from "./plain-words.ts";
import { readManifest } from "./read-manifest.ts";
import { boxCommand, runCommand } from "./run-command.ts";

const of = (language: string, run: string): string[] | undefined => plainWords({ base: { language, version: null }, run });

test("a line that starts an interpreter is taken apart, one that needs a shell is not", () => {
  assert.deepEqual(of("python", "exec python3 -u  main.py --all a=b"), ["python3", "-u", "main.py", "--all", "a=b"]);
  assert.deepEqual(of("python", "python3 -m own.job"), ["python3", "-m", "own.job"]);
  assert.deepEqual(of("node", "node --no-warnings src/main.js"), ["node", "--no-warnings", "src/main.js"]);
  const not: [string, string][] = [
    ["python", "python3"],
    ["python", "python3 -c 0"],
    ["python", "python3 -m"],
    ["python", "python3 -W error main.py"],
    ["python", "python3 main.py > out"],
    ["python", "cd src && python3 main.py"],
    ["python", "A=b python3 main.py"],
    ["python", "python3 $MAIN"],
    ["python", "node main.js"],
    ["node", "node --require x"],
    ["bash", "bash main.sh"],
  ];
  for (const [language, run] of not) assert.equal(of(language, run), undefined, run);
});

test("an interpreter is started without a shell where a shell would only start it", () => {
  const command = (language: string, run: string): string[] => boxCommand({ base: { language, version: null }, run });
  assert.deepEqual(command("python", "exec python3 -c 0"), ["python3", "-c", "0"]);
  assert.deepEqual(command("node", "node  main.js --all"), ["node", "main.js", "--all"]);
  const shelled = [
    "python main.py",
    "python3 main.py && true",
    "python3 'main.py'",
    "python3 $MAIN",
    "A=b python3 x",
    "time python3 x",
    " python3 x",
  ];
  for (const run of shelled) assert.deepEqual(command("python", run), runCommand(run), run);
  assert.deepEqual(command("bash", "python3 main.py"), runCommand("python3 main.py"));
});

const manifest = (more: string): string => `version: 1\ncontract: stoa\nname: some-name\n${more}`;

test("warm is a wish for python and node alone, and says what is in its way", () => {
  const read = (more: string) => readManifest(manifest(more), { file: "stoa.yaml" });
  assert.deepEqual(read("base: python\nrun: python3 main.py\nwarm: [json, urllib.request]").manifest?.warm, ["json", "urllib.request"]);
  assert.deepEqual(read("base: node\nrun: node main.js\nwarm: true").manifest?.warm, []);
  assert.equal(read("base: node\nrun: node main.js\nwarm: false").manifest?.warm, undefined);
  const said = (more: string): string =>
    (read(more).problems ?? []).map(({ path, line, message }) => `${path} ${line} ${message}`).join("");
  assert.match(said("base: python\nrun: python3 main.py | tee log\nwarm: true"), /^\/warm 6 .*`run` must start the interpreter itself/);
  assert.match(said("base: bash\nrun: bash main.sh\nwarm: true"), /python and node/);
  assert.match(said("base: node\nrun: node main.js\nwarm: ['a,b']"), /warm/);
});
