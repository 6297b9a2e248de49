import type { HttpConnection, Manifest, ManifestProblem } from "@stoa/contract";
import { fieldsOfCredential, readHttpBase, readRule } from "../network/http-connection.ts";
import { fieldsOfHost } from "../network/resolve-hosts.ts";
import { ruleIds } from "../verdict/rules.ts";
import { environmentName, propertiesOf } from "./check-form.ts";
import { cronFault } from "./cron-fault.ts";
import type { LocatedYaml, PathSegment } from "./located-yaml.ts";
import { patternFault } from "./regular-expression.ts";
import { plainWords } from "./plain-words.ts";
import { checkProviderAccount } from "./check-provider-account.ts";
import { suggest } from "./suggest.ts";

export type Say = (path: readonly PathSegment[], message: string, fix: string) => void;

/** What one part of a manifest says about another: fields, hosts, patterns, rule ids, cron line. */
export function checkReferences(yaml: LocatedYaml, manifest: Manifest): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const say: Say = (path, message, fix) => problems.push(yaml.problem(path, message, fix));
  checkHosts(manifest, say);
  checkConnections(manifest, say);
  checkActions(manifest, say);
  checkPatterns(manifest, say);
  checkDisabled(manifest, say);
  checkWarm(manifest, say);
  const fault = manifest.schedule.cron && cronFault(manifest.schedule.cron);
  if (fault)
    say(
      ["schedule"],
      `\`${manifest.schedule.cron}\` is not a cron line: ${fault}.`,
      "Write minute, hour, day, month, weekday, such as `*/15 * * * *`.",
    );
  return problems;
}

function checkWarm(manifest: Manifest, say: Say): void {
  if (manifest.warm === undefined || plainWords(manifest)) return;
  if (manifest.base.language !== "python" && manifest.base.language !== "node")
    say(["warm"], "Only programs in python and node can be started warm.", "Take `warm` out.");
  else
    say(
      ["warm"],
      "To be started warm, `run` must start the interpreter itself.",
      "Write `python3 main.py`, `python3 -m module` or `node main.js`, with plain arguments, and let a program do what the shell did.",
    );
}

function checkHosts(manifest: Manifest, say: Say): void {
  const fields = propertiesOf(manifest.configs.schema);
  for (const [index, host] of manifest.network.hosts.entries()) {
    for (const name of fieldsOfHost(host)) {
      const path = ["network", "hosts", index];
      const near = suggest(name, Object.keys(fields));
      if (!fields[name])
        say(
          path,
          `\`{config.${name}}\` names a field that configs.schema does not have.`,
          near ? `Did you mean \`{config.${near}}\`?` : `Add \`${name}\` to configs.schema.`,
        );
      else if (manifest.secrets.includes(name))
        say(path, `\`{config.${name}}\` is a secret, and hosts are shown to everybody.`, "Ask for the host in a field of its own.");
    }
  }
}

function checkConnections(manifest: Manifest, say: Say): void {
  const fields = Object.keys(propertiesOf(manifest.configs.schema));
  for (const [index, connection] of manifest.connections.entries()) {
    const at: Say = (path, ...rest) => say(["connections", index, ...path], ...rest);
    if (connection.provider !== undefined || connection.kind === "provider") checkProviderAccount(connection, at);
    else checkEntered(manifest, connection, fields, at);
  }
  const names = manifest.connections.filter(({ http }) => http).map(({ name }) => environmentName(name));
  const twice = manifest.connections.findIndex(({ http, name }) => http && names.filter((one) => one === environmentName(name)).length > 1);
  if (twice >= 0) say(["connections", twice, "name"], "Two accounts with `http` have this name.", "Give each a name of its own.");
}

function checkActions({ actions = [] }: Manifest, say: Say): void {
  for (const [index, { name }] of actions.entries())
    if (actions.findIndex((one) => one.name === name) < index)
      say(["actions", index], `The action \`${name}\` is asked for twice.`, "Take one of the two out.");
}

/** An account whose parts are fields of the form. */
function checkEntered(manifest: Manifest, connection: Manifest["connections"][number], known: readonly string[], say: Say): void {
  const { fields, http, raw } = connection;
  for (const [at, name] of fields.entries()) {
    const near = suggest(name, known);
    if (!known.includes(name))
      say(
        ["fields", at],
        `\`${name}\` is not a field of configs.schema.`,
        near ? `Did you mean \`${near}\`?` : `Add \`${name}\` to configs.schema.`,
      );
  }
  if (http) checkHttp(manifest, fields, http, (path, ...rest) => say(["http", ...path], ...rest));
  else if (raw !== undefined && !fields.some((name) => manifest.secrets.includes(name)))
    say(["raw"], "This account has no secret that could be read.", "Take `raw` out.");
}

function checkHttp(manifest: Manifest, fields: readonly string[], http: HttpConnection, say: Say): void {
  const { auth } = http;
  const ways = [auth.header, auth.query, auth.basic].filter((way) => way !== undefined);
  if (ways.length !== 1 || (auth.basic === undefined) !== (auth.value !== undefined))
    say(["auth"], "One way to send the secret is needed.", "Write `header` with `value`, `query` with `value`, or `basic`.");
  const used = fieldsOfCredential(auth);
  for (const name of used.filter((one) => !fields.includes(one)))
    say(["auth"], `\`{${name}}\` is not a field of this account.`, `Its fields: ${fields.join(", ")}.`);
  if (!used.some((name) => manifest.secrets.includes(name)))
    say(["auth"], "No secret is sent.", "Name a field of `format: secret` in braces, such as `{api_key}`.");
  checkBase(manifest, http.base, say);
  for (const [at, line] of http.allow.entries())
    if (!readRule(line))
      say(
        ["allow", at],
        `\`${line}\` is not a method and a plain path.`,
        "Write one such as `GET /v1/contacts/*`, without dots between slashes.",
      );
}

function checkBase(manifest: Manifest, base: string, say: Say): void {
  const templated = fieldsOfHost(base);
  const secret = templated.find((name) => manifest.secrets.includes(name));
  const unknown = templated.find((name) => !(name in propertiesOf(manifest.configs.schema)));
  if (secret !== undefined || unknown !== undefined)
    say(["base"], `\`{config.${secret ?? unknown}}\` is not a field for an address.`, "Name a field of configs.schema that is no secret.");
  else if (readHttpBase(base, Object.fromEntries(templated.map((name) => [name, "https://example.com"]))) === undefined)
    say(["base"], `\`${base}\` is not an address.`, "Write one such as `https://api.example.com/v1`, without user, `?` or `#`.");
}

function checkPatterns(manifest: Manifest, say: Say): void {
  for (const part of ["fail", "require"] as const) {
    for (const [index, rule] of manifest.success[part].entries()) {
      if (rule.match.length === 0)
        say(["success", part, index], "This rule has no pattern.", "Add `any:`, `stdout:` or `stderr:` with a regular expression.");
      for (const { stream, pattern } of rule.match) checkPattern(pattern, ["success", part, index, stream], say);
    }
  }
  for (const [index, pattern] of manifest.success.ignore.entries()) checkPattern(pattern, ["success", "ignore", index], say);
}

function checkPattern(pattern: string, path: readonly PathSegment[], say: Say): void {
  const fault = patternFault(pattern);
  if (fault) say(path, `\`${pattern}\` is not RE2 syntax: ${fault}.`, "Write it without backreferences and lookaround.");
}

function checkDisabled(manifest: Manifest, say: Say): void {
  for (const [index, id] of manifest.success.disable.entries()) {
    const near = suggest(id, ruleIds);
    if (!ruleIds.includes(id))
      say(
        ["success", "disable", index],
        `\`${id}\` is not a default rule.`,
        near ? `Did you mean \`${near}\`?` : `Default rules: ${ruleIds.join(", ")}.`,
      );
  }
}
