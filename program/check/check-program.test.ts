import assert from "node:assert/strict";
import { test } from "node:test";
import { listingTranslations, saySentence, speakManifest } from "../index.ts";
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

test("A translation says each text by the manifest's own words, and what does not fit together is named", () => {
  const form =
    "configs:\n  schema:\n    properties:\n      to: { type: string, title: Send to, oneOf: [{ const: a, title: All of them }] }\n";
  const said = (files: Record<string, string>, more = "") =>
    check({
      "main.py": "",
      "stoa.yaml": `${stoa}title: Hello\n${form}permissions: [{ title: Read, text: All of it. }]\n${more}`,
      ...files,
    });
  const whole = "title: Hallo\nsummary: y\ntexts: { Send to: An, All of them: Alle, Read: Lesen, All of it.: Alles. }\n";
  const { manifest, problems, advice } = said({ "translations/de.yaml": whole });
  assert.deepEqual([problems, advice], [[], []]);
  assert.ok(manifest);
  const german = speakManifest(manifest, ["fr", "de"]);
  assert.deepEqual(german.configs.schema["properties"], {
    to: { type: "string", title: "An", oneOf: [{ const: "a", title: "Alle" }] },
  });
  assert.deepEqual([german.title, german.summary, german.permissions], ["Hallo", "y", [{ title: "Lesen", text: "Alles." }]]);
  assert.equal(speakManifest(manifest, ["en", "de"]).title, "Hello", "who reads what it is written in gets that");
  assert.deepEqual(listingTranslations(manifest), { de: { Hello: "Hallo", x: "y", Read: "Lesen", "All of it.": "Alles." } });
  const long = Object.fromEntries(
    [..."abcdefghijklmn"].map((end) => [`translations/z${end}.yaml`, `description: ${"y".repeat(20_000)}\n`]),
  );
  const cases: [Record<string, string>, string, string][] = [
    [{ "translations/de.yaml": whole.replace("Send to", "Send too") }, "", "translations/de.yaml:3 The manifest does not say “Send too”."],
    [{ "translations/de.yaml": whole.replace("Send to: An, ", "") }, "", "translations/de.yaml:1 One text has no translation: “Send to”."],
    [{ "translations/de.json": "{}" }, "", "translations/de.json:1 `translations/de.json` is not a translation's name."],
    [{ "translations/de.yaml": whole }, "language: de\n", "translations/de.yaml:1 The manifest itself is in this language, `de`."],
    [{ "translations/de.yaml": `${whole}name: x\n` }, "", "translations/de.yaml:4 `name` is not a key of this manifest."],
    [
      { "translations/de.yaml": whole.replace("Lesen", "x".repeat(81)) },
      "",
      "translations/de.yaml:3 The translation of “Read” has 81 characters.",
    ],
    [long, "description: x\n", "translations/zn.yaml:1 The translations have 274 KB in all."],
  ];
  for (const [files, more, message] of cases) {
    const found = said(files, more);
    assert.ok(
      [...found.problems, ...found.advice].some(({ file, line, message: text }) => `${file}:${line} ${text}` === message),
      message,
    );
  }
});

test("A sentence about a run names what its form calls so in the installation's language", () => {
  const { manifest } = check({
    "main.py": "",
    "stoa.yaml": `${stoa}configs:\n  schema:\n    properties:\n      at: { type: string, title: Address }\n      key: { type: string, format: secret, title: Key }\nconnections: [{ name: crm, kind: api-key, title: Mail server, fields: [key] }]\nsuccess: { fail: [{ stderr: no, say: It said no. }] }\n`,
    "translations/de.yaml": "texts: { Address: Adresse, Key: Schlüssel, Mail server: Mailserver, It said no.: Es sagte nein. }\n",
  });
  assert.ok(manifest);
  const cases: [string, string][] = [
    ['The address in "Address", x:1, does not answer;', 'The address in "Adresse", x:1, does not answer;'],
    ["Mail server does not accept the user name or password;", "Mailserver does not accept the user name or password;"],
    ["Address, Key or Mail server refused what it was given;", "Adresse, Schlüssel or Mailserver refused what it was given;"],
    ["It said no.", "Es sagte nein."],
    ["Address of something else.", "Address of something else."],
  ];
  for (const [sentence, german] of cases) assert.equal(saySentence(manifest, "de", sentence), german);
  assert.equal(saySentence(manifest, "en", cases[0]?.[0] ?? ""), cases[0]?.[0]);
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
