import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { listTemplates } from "@stoa/program";
import type { Command } from "commander";
import { languages } from "./commands/init.ts";
import { main } from "./main.ts";
import { buildProgram } from "./program.ts";
import { runStoa, type Ran } from "./testing.ts";

/** Every command with its words, hidden ones left out. */
function listCommands(command: Command, words: readonly string[] = []): { words: readonly string[]; command: Command }[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((sub) => words.length === 0 || sub.name() !== "help")
    .flatMap((sub) => {
      const path = [...words, sub.name()];
      return [{ words: path, command: sub }, ...listCommands(sub, path)];
    });
}

const commands = listCommands(buildProgram());
const machineCode = (text: string) => (JSON.parse(text) as { error: { code: string; what: string; fix: string } }).error;

function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

test("every command says what it does, what its options mean, and shows an example of itself", () => {
  assert.ok(commands.length > 50, String(commands.length));
  for (const { words, command } of commands) {
    const name = words.join(" ");
    assert.notEqual(command.description(), "", `${name} has no description`);
    for (const option of command.options) assert.notEqual(option.description, "", `${name} ${option.long ?? ""} has no description`);
    assert.match(helpOf(command), /Example:\n {2}(source <\()?stoa /, `${name} has no example`);
  }
});

test("docs/command-line.md names every command, with its verbs and what it is for", () => {
  const page = readFileSync(new URL("../docs/command-line.md", import.meta.url), "utf8");
  const named = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(" ");
  const all = listCommands(buildProgram());
  const rows = all
    .filter(({ words }) => words.length === 1)
    .map(({ words: [noun = ""], command }) => {
      const verbs = all.filter(({ words }) => words.length === 2 && words[0] === noun).map(({ words }) => words[1] ?? "");
      return `| ${named([noun])} | ${named(verbs)} | ${command.description()} |`;
    });
  assert.deepEqual(
    rows.filter((row) => !page.includes(row)),
    [],
    "rows that its table lacks",
  );
});

test("the languages of init are those there are templates for", () => {
  assert.deepEqual(
    languages,
    listTemplates().map(({ lang }) => lang),
  );
});

test("an example is a line its command takes", () => {
  for (const { words, command } of commands) {
    const example = /Example:\n {2}(.*)/.exec(helpOf(command))?.[1] ?? "";
    const [, ...typed] =
      example
        .replace(/^source <\((.*)\)$/, "$1")
        .replace(/ [<>] .*$/, "")
        .match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
    const program = buildProgram();
    let taken: string | undefined;
    for (const { words: path, command: one } of reachable(program)) one.action(() => void (taken = path.join(" ")));
    program.parse(["node", "stoa", ...typed.map((word) => word.replaceAll(/^['"]|['"]$/g, ""))]);
    const said = words.join(" ");
    assert.ok([said, `${said} list`, `${said} show`].includes(taken ?? ""), `"${example}" runs ${taken ?? "nothing"}`);
  }
});

/** Commands that act, of a program whose parsing stays in this process. */
function reachable(program: Command) {
  return listCommands(program).filter(({ command }) => command.commands.length === 0);
}

test("what cannot be taken is told with what to do, and ends with 2", async () => {
  const wrong = {
    "runs --bogus": /Unknown option '--bogus'/,
    runz: /Unknown command 'runz'.*Did you mean.*runs/s,
    "runs list one": /Too many arguments/,
    "runs shwo": /"stoa runs" has no verb "shwo".*There are: list, .*show.*stoa help runs/s,
    "init hello --lang cobol": /Allowed choices are python/,
    "logs run_x --attempt zero": /whole number from 1 up/,
    "runs show": /Missing required argument 'id'/,
    "token create ci": /Required option '--role <role...>'/,
    "help nothing": /There is no command "stoa nothing"/,
    "completion fish": /Allowed choices are bash, zsh/,
    "login stoa.example.com": /no address of a deployment/,
    "check /nowhere": /no folder/,
    "run . --config /nowhere.json": /\/nowhere.json|stoa.yaml/,
  };
  for (const [line, expected] of Object.entries(wrong)) {
    const [plain, json] = [await runHere(line.split(" ")), await runHere([...line.split(" "), "--json"])];
    assert.deepEqual([plain.code, json.code], [2, 2], `${line}: ${plain.err}`);
    assert.match(plain.err, expected, line);
    assert.match(plain.err, /→ \S/, `${line} does not say what to do`);
    const error = machineCode(json.err);
    assert.ok(error.code === "usage" && error.what !== "" && error.fix !== "", line);
    assert.equal(json.out, "", line);
  }
  const { code, err } = await runStoa(["runs", "--bogus"]);
  assert.deepEqual([code, /Unknown option/.test(err)], [2, true], "as a process of its own");
});

/** A line in this process, for what ends before it reaches anything. */
async function runHere(args: readonly string[]): Promise<Ran> {
  const ran = { code: 0, out: "", err: "" };
  const into = (stream: "out" | "err") => (text: string | Uint8Array) => ((ran[stream] += String(text)), true);
  const kept = [process.stdout.write, process.stderr.write] as const;
  process.stdout.write = into("out");
  process.stderr.write = into("err");
  try {
    await main(["node", "stoa", ...args]);
  } finally {
    [process.stdout.write, process.stderr.write] = kept;
    ran.code = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
  }
  return ran;
}

test("the exit code says who must act: nobody signed in is 3, nobody answering 69", async () => {
  const none = await runStoa(["runs", "--json"], { env: { STOA_CREDENTIALS: "/nonexistent/credentials.json" } });
  assert.deepEqual([none.code, machineCode(none.err).fix], [3, "stoa login"]);
  const gone = { STOA_URL: "http://127.0.0.1:9", STOA_TOKEN: "stoa_tok_x" };
  const unreachable = await runStoa(["runs", "--json"], { env: gone });
  assert.deepEqual([unreachable.code, machineCode(unreachable.err).code], [69, "unreachable"]);
  assert.equal((await runStoa(["login", "--json"], { env: gone })).code, 69);
});

test("help is an answer: of everything, of a noun, of a verb", async () => {
  const [all, noun, verb] = await Promise.all([["help"], ["help", "runs"], ["help", "runs", "show"]].map((args) => runStoa(args)));
  assert.deepEqual([all?.code, noun?.code, verb?.code], [0, 0, 0]);
  assert.match(all?.out ?? "", /Exit codes: 0 done/);
  assert.match(noun?.out ?? "", /why <id>/);
  assert.match(verb?.out ?? "", /Usage: stoa runs show/);
});

/** What a shell with our completion loaded offers after these words. */
function complete(shell: string, script: string, words: readonly string[]): string[] {
  const typed = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _stoa; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync(shell, shell.endsWith("bash") ? ["--norc", "-c", `${script}\n${ask}`] : ["-f", "-c", ask], { encoding: "utf8" })
    .trim()
    .split("\n");
}

/** A machine that makes no namespaces, as many laptops; it is a user namespace whose own may have none. */
const withoutNamespaces = ["unshare", "--user", "--map-root-user", "sh", "-c"];
const forbid = 'for kind in user mnt pid net; do echo 0 > /proc/sys/user/max_${kind}_namespaces || exit 99; done; exec "$@"';

test("where nothing can be isolated stoa run refuses and says how to; its own program a publisher may run as it is", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-laptop-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { HOME: folder, XDG_DATA_HOME: join(folder, "data") };
  await runStoa(["init", "hello", "--lang", "bash"], { cwd: folder, env });
  const wrap = [...withoutNamespaces, forbid, "sh"];
  const there = { cwd: join(folder, "hello"), env, wrap };
  const refused = await runStoa(["run", "--json"], there);
  if (refused.code === 99 || /unshare:/.test(refused.err)) return t.skip("this machine: it has no user namespaces to begin with");
  const { code, what, fix } = (JSON.parse(refused.err) as { error: { code: string; what: string; fix: string } }).error;
  assert.deepEqual([refused.code, refused.out, code], [3, "", "sandbox_unavailable"]);
  assert.match(`${what} ${fix}`, /cannot be isolated.*max_user_namespaces.*stoa run --unsandboxed/s);
  const bare = await runStoa(["run", "--unsandboxed", "--json"], there);
  const { verdict } = JSON.parse(bare.out) as { verdict: { sentence: string } };
  assert.deepEqual([bare.code, verdict.sentence], [0, "Done: 3 created."], bare.err);
});

test("a program that acts in its host's product is tried against the API it is told of, with a token of the environment that it never has", async (t) => {
  const asked: string[] = [];
  const api = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end("3 contacts");
  }).listen(0, "127.0.0.1");
  t.after(() => api.close());
  await once(api, "listening");
  const folder = mkdtempSync(join(tmpdir(), "stoa-host-api-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const manifest = "version: 1\ncontract: stoa\nname: acts\nbase: bash\nactions: [contacts.list]\nrun: bash main.sh\n";
  const main = "curl -sS -H 'authorization: mine' $STOA_HOST_API/contacts\necho; env | grep -c tok-1 || true\n";
  writeFileSync(join(folder, "main.sh"), main);
  writeFileSync(join(folder, "stoa.yaml"), manifest);
  const env = { HOME: folder, STOA_HOST_API_TOKEN: "tok-123456" };
  const untold = await runStoa(["run", "--unsandboxed", "--json"], { cwd: folder, env });
  assert.match(untold.err, /acts in its host's product.*--host-api/s);
  const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}/api`;
  const told = await runStoa(["run", "--unsandboxed", "--host-api", address], { cwd: folder, env });
  assert.deepEqual(asked, ["GET /api/contacts Bearer tok-123456"], told.err);
  assert.match(told.err, /3 contacts[^]*\b0\b/);
});

test("help and completion for programs are JSON, and the version is a line", async () => {
  const [json, shell] = await Promise.all(
    [
      ["help", "runs", "show", "--json"],
      ["completion", "zsh", "--json"],
    ].map((args) => runStoa(args)),
  );
  const { command, arguments: given } = JSON.parse(json?.out ?? "") as { command: string; arguments: { name: string }[] };
  assert.deepEqual([json?.code, command, given.map(({ name }) => name)], [0, "stoa runs show", ["id"]]);
  assert.match((JSON.parse(shell?.out ?? "") as { script: string }).script, /bashcompinit[^]*complete -o default/);
  const said = await runStoa(["--version"]);
  assert.deepEqual([said.code, /^\d+\.\d+\.\d+\n$/.test(said.out)], [0, true], said.err);
});

test("completion is loaded by a real bash and completes noun, verb, option and value", async () => {
  const { out: script, code } = await runStoa(["completion", "bash"]);
  assert.equal(code, 0);
  const bash = (...words: string[]) => complete("bash", script, words);
  assert.deepEqual(bash("stoa", "run"), ["run", "runs", "runtime"]);
  assert.deepEqual(bash("stoa", "runs", "re"), ["rerun", "retry-items"]);
  assert.deepEqual(bash("stoa", "runs", "rerun", "run_x", "--s"), ["--state", "--save"]);
  assert.deepEqual(bash("stoa", "runs", "--cl"), ["--class"]);
  assert.deepEqual(bash("stoa", "init", "hello", "--lang", "py"), ["python"]);
  assert.ok(!bash("stoa", "git").includes("git-credential"));
  const bound = execFileSync("bash", ["--norc", "-c", `${script}\ncomplete -p stoa`], { encoding: "utf8" });
  assert.match(bound, /-F _stoa stoa/);
});

test("completion is loaded by a real zsh", async () => {
  const { out: script } = await runStoa(["completion", "zsh"]);
  const told = execFileSync("zsh", ["-f", "-c", `autoload -Uz compinit && compinit -u -D\n${script}\nprint -r -- $_comps[stoa]`], {
    encoding: "utf8",
  });
  assert.match(told, /_bash_complete/);
});
