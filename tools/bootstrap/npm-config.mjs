import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { toolchainFolder } from "./place.mjs";

/**
 * Has the npm we bring read the machine's own settings for everybody: its registry, proxy and authorities. Each npm looks for them beside the
 * Node it runs on; ours would find none, and ask a registry that the machine may not reach.
 * @param {string} node path of the Node to use; one that is the machine's is left alone
 * @param {string} folder where the Node we bring lies
 */
export function shareNpmConfig(node, folder = toolchainFolder) {
  if (!node.startsWith(folder)) return;
  const ours = join(dirname(dirname(node)), "etc", "npmrc");
  if (lstatSync(ours, { throwIfNoEntry: false })) return;
  const { stdout, status } = spawnSync("npm", ["config", "get", "globalconfig"], { cwd: folder, encoding: "utf8" });
  const theirs = stdout?.trim() ?? "";
  if (status !== 0 || !theirs.startsWith("/") || theirs === ours) return;
  mkdirSync(dirname(ours), { recursive: true });
  symlinkSync(theirs, ours);
}
