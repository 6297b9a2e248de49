import type { Command } from "commander";

/** One example a command, by its words; its help ends with it. */
const examples: Record<string, string> = {
  init: "stoa init hello --lang python",
  check: "stoa check",
  run: "stoa run --set greeting=Ciao",
  login: "stoa login https://stoa.example.com",
  whoami: "stoa whoami",
  logout: "stoa logout",
  push: "stoa push",
  builds: "stoa builds",
  "builds list": "stoa builds list --integration hello",
  "builds show": "stoa builds show bld_01j9…",
  integrations: "stoa integrations",
  "integrations list": "stoa integrations list",
  release: "stoa release list",
  "release list": "stoa release list --integration hello",
  "release publish": "stoa release publish",
  "release rollback": "stoa release rollback",
  submit: "stoa submit --host Ledgerline --side test",
  status: "stoa status",
  listings: "stoa listings --query invoices",
  "listings list": "stoa listings list --waiting",
  "listings show": "stoa listings show lst_01j9…",
  "listings approve": "stoa listings approve lst_01j9…",
  "listings reject": 'stoa listings reject lst_01j9… --reason "Say which data leaves the account."',
  install: "stoa install lst_01j9… --set server=https://files.example.com --yes",
  installs: "stoa installs --state active",
  "installs list": "stoa installs list --query invoices",
  "installs show": "stoa installs show ins_01j9…",
  "installs configure": "stoa installs configure ins_01j9… --schedule '0 6 * * *' --zone Europe/Berlin",
  "installs pause": "stoa installs pause ins_01j9…",
  "installs resume": "stoa installs resume ins_01j9…",
  "installs uninstall": "stoa installs uninstall ins_01j9…",
  "installs export": "stoa installs export ins_01j9… --to installation.tar",
  trigger: "stoa trigger ins_01j9…",
  runs: "stoa runs --state failed",
  "runs list": "stoa runs list --class credentials --limit 50",
  "runs show": "stoa runs show run_01j9…",
  "runs waiting": "stoa runs waiting run_01j9…",
  "runs cancel": "stoa runs cancel run_01j9…",
  "runs rerun": "stoa runs rerun run_01j9… --config original",
  logs: "stoa logs --follow run_01j9…",
  limits: "stoa limits",
  "limits list": "stoa limits list --json",
  "limits set": "stoa limits set cus_01j9… --at-once 4 --per-minute 60",
  "limits remove": "stoa limits remove lim_01j9…",
  token: "stoa token list",
  "token list": "stoa token list",
  "token create": "stoa token create ci --role publisher_developer --days 90",
  "token revoke": "stoa token revoke tok_01j9…",
  hosts: "stoa hosts list",
  "hosts list": "stoa hosts list",
  "hosts create": "stoa hosts create Ledgerline",
  invite: 'stoa invite pat@labs.example --role publisher_owner --publisher "Ledgerline Labs"',
  runtime: "stoa runtime list",
  "runtime list": "stoa runtime list",
  "runtime add": "stoa runtime add ruby:3.3 --from image.tar",
  up: "stoa up",
  backup: "stoa backup /srv/backups",
  "verify-backup": "stoa verify-backup",
  restore: "stoa restore /srv/backups/2026-11-22",
  upgrade: "stoa upgrade --to v1.2.0",
  service: "stoa service --print",
  seed: "stoa seed --runs 10000 --customers 30",
  completion: "source <(stoa completion bash)",
  help: "stoa help runs show",
};

/** Writes its example under the help of every command that has one. */
export function addExamples(program: Command): void {
  const visit = (command: Command, words: readonly string[]): void => {
    const example = examples[words.join(" ")];
    if (example !== undefined) command.addHelpText("after", `\nExample:\n  ${example}`);
    for (const sub of command.commands) visit(sub, [...words, sub.name()]);
  };
  for (const command of program.commands) visit(command, [command.name()]);
}
