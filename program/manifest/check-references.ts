import type { Manifest, ManifestProblem } from "@stoa/contract";
import { fieldsOfHost } from "../network/resolve-hosts.ts";
import { ruleIds } from "../verdict/rules.ts";
import { propertiesOf } from "./check-form.ts";
import { cronFault } from "./cron-fault.ts";
import type { LocatedYaml, PathSegment } from "./located-yaml.ts";
import { patternFault } from "./regular-expression.ts";
import { suggest } from "./suggest.ts";

type Say = (path: readonly PathSegment[], message: string, fix: string) => void;

/** What one part of a manifest says about another: fields, hosts, patterns, rule ids, cron line. */
export function checkReferences(yaml: LocatedYaml, manifest: Manifest): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const say: Say = (path, message, fix) => problems.push(yaml.problem(path, message, fix));
  checkHosts(manifest, say);
  checkConnections(manifest, say);
  checkPatterns(manifest, say);
  checkDisabled(manifest, say);
  const fault = manifest.schedule.cron && cronFault(manifest.schedule.cron);
  if (fault)
    say(
      ["schedule"],
      `\`${manifest.schedule.cron}\` is not a cron line: ${fault}.`,
      "Write minute, hour, day, month, weekday, such as `*/15 * * * *`.",
    );
  return problems;
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
    for (const [at, name] of connection.fields.entries()) {
      const near = suggest(name, fields);
      if (!fields.includes(name))
        say(
          ["connections", index, "fields", at],
          `\`${name}\` is not a field of configs.schema.`,
          near ? `Did you mean \`${near}\`?` : `Add \`${name}\` to configs.schema.`,
        );
    }
  }
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
