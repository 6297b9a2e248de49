import { homedir } from "node:os";
import { join } from "node:path";

export const unitName = "stoa.service";

export interface UnitInput {
  /** The clone. */
  folder: string;
  node: string;
  asRoot: boolean;
  /** The STOA_ settings to keep. */
  env: Record<string, string>;
}

/**
 * A systemd unit that runs `npm start`'s own command. Delegate keeps systemd away from groups that boxes have below it (version 1);
 * on version 2 they stand in a scope beside it, with half of its weight.
 */
export function unitText({ folder, node, asRoot, env }: UnitInput): string {
  const settings = Object.entries(env).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`);
  const lines = [
    "[Unit]",
    "Description=Stoa",
    "After=network-online.target",
    "Wants=network-online.target",
    "",
    "[Service]",
    `ExecStart=${quote(node)} ${quote(join(folder, "tools", "bootstrap", "start.mjs"))}`,
    `WorkingDirectory=${folder.replaceAll("%", "%%")}`,
    ...settings,
    "Delegate=yes",
    "KillMode=mixed",
    "TimeoutStopSec=90",
    "Restart=on-failure",
    "RestartSec=5",
    "# 78: a setting stands in the way; starting again would not help.",
    "RestartPreventExitStatus=78",
    "",
    "[Install]",
    `WantedBy=${asRoot ? "multi-user.target" : "default.target"}`,
    "",
  ];
  return lines.join("\n");
}

/** In double quotes, with what systemd would expand or end at made plain. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;
}

export function unitPath(asRoot: boolean, env: NodeJS.ProcessEnv): string {
  if (asRoot) return join("/etc/systemd/system", unitName);
  return join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "systemd", "user", unitName);
}

export function systemctl(): [string, ...string[]] {
  return process.getuid?.() === 0 ? ["systemctl"] : ["systemctl", "--user"];
}
