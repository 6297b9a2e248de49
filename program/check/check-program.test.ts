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

test("A page is a folder of known files with an index.html, and what is wrong with it is said at its key", () => {
  const folder = (files: Record<string, string | undefined>, page = "page") =>
    checkProgram({
      paths: ["main.py", ...Object.keys(files)],
      readText: (path) => (path === "stoa.yaml" ? `${stoa}page: ${page}\n` : undefined),
      readBytes: (path, most) => {
        const bytes = files[path] === undefined ? undefined : Buffer.from(files[path]);
        return bytes && bytes.length > most ? "too large" : bytes;
      },
    });
  const whole = { "stoa.yaml": "", "page/index.html": '<script src="main.js"></script>', "page/main.js": "1", "page/a/b.svg": "<svg/>" };
  const { page, problems } = folder(whole);
  assert.deepEqual([problems, [...(page?.files.keys() ?? [])]], [[], ["a/b.svg", "index.html", "main.js"]]);
  assert.notEqual(folder({ ...whole, "page/main.js": "2" }).page?.digest, page?.digest, "its address is of its bytes");
  assert.equal(folder({ ...whole, "other/x.exe": "" }).page?.digest, page?.digest);
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`page/${index}.css`, ""]));
  const cases: [Record<string, string | undefined>, string][] = [
    [{ "page/index.html": undefined }, "`page/index.html` is a link, not a file."],
    [{ "page/x.wasm": "" }, "`page/x.wasm` is of a kind that is not taken."],
    [{ "page/.hidden.js": "" }, "`page/.hidden.js` has a name that is not taken."],
    [{ "page/a b.js": "" }, "`page/a b.js` has a name that is not taken."],
    [{ "page/big.js": "x".repeat(2 << 20) }, "`page` is larger than 2 MB."],
    [many, "`page` holds 203 files."],
    [
      { "page/index.html": "<script type=module>1</script>" },
      "`page/index.html` holds a script of its own, which no browser would run there.",
    ],
  ];
  for (const [files, message] of cases) assert.deepEqual(said(folder({ ...whole, ...files }).problems), [`stoa.yaml:8 ${message}`]);
  assert.deepEqual(said(folder(whole, "gone").problems), ["stoa.yaml:8 There is no file `gone/index.html`."]);
  for (const bad of ["../page", "page/", ".git", "/page", "''"]) assert.equal(folder(whole, bad).manifest, null, bad);
});
