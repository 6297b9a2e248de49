import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgram } from "./check-program.ts";

const stoa = "version: 1\ncontract: stoa\nname: hello\nsummary: x\nsupport: a@b.example\nbase: python\nrun: python3 main.py\n";
const pandium = "version: 0.4\nbase: node:20\nbuild: npm i\nrun: node .\nconfigs: {}\n";
const check = (files: Record<string, string>) =>
  checkProgram({ paths: Object.keys(files), readText: (path) => files[path], readBytes: () => undefined });
const said = (problems: { file: string; line: number; message: string }[]) =>
  problems.map(({ file, line, message }) => `${file}:${line} ${message}`);

test("Which manifest is meant", () => {
  assert.equal(check({ "stoa.yaml": stoa, "main.py": "" }).adapter?.id, "stoa");
  assert.equal(check({ "PANDIUM.yaml": pandium }).adapter?.id, "pandium");
  const both = check({ "stoa.yaml": stoa, "main.py": "", "PANDIUM.yaml": pandium });
  assert.deepEqual(
    [both.adapter?.id, said(both.advice)],
    ["stoa", ["stoa.yaml:2 There is also a PANDIUM.yaml; stoa.yaml is the one that is read."]],
  );
  assert.equal(check({ "stoa.yaml": "version: 1\ncontract: pandium\n", "PANDIUM.yaml": pandium }).adapter?.id, "pandium");
});

test("A missing or misplaced manifest is told with what to do", () => {
  assert.match(check({}).problems[0]?.fix ?? "", /stoa init/);
  assert.match(check({ "stoa.yml": stoa }).problems[0]?.fix ?? "", /Rename it to `stoa.yaml`/);
  assert.match(check({ "app/stoa.yaml": stoa }).problems[0]?.message ?? "", /must stand at the root/);
  assert.match(check({ "stoa.yaml": "version: 1\ncontract: pandium\n" }).problems[0]?.message ?? "", /needs a PANDIUM.yaml/);
});

test("A run line must start something that is there", () => {
  assert.deepEqual(said(check({ "stoa.yaml": stoa }).problems), ["stoa.yaml:7 `run` starts `main.py`, which is not among the files."]);
  for (const run of ["python3 -m hello", "node .", "./made --by=build", "rclone sync a b"]) {
    const build = run.startsWith("./") ? "build: make\n" : "";
    assert.deepEqual(check({ "stoa.yaml": `${stoa.replace("python3 main.py", run)}${build}` }).problems, [], run);
  }
});

test("A setting that sounds like a secret is pointed out", () => {
  const text = `${stoa}configs:\n  schema:\n    properties:\n      api_token: { type: string }\n`;
  assert.deepEqual(said(check({ "stoa.yaml": text, "main.py": "" }).advice), [
    "stoa.yaml:11 `api_token` sounds like a secret but is kept and shown like any setting.",
  ]);
});
