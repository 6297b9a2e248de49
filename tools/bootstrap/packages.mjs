import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npmInstall } from "./npm.mjs";
import { environmentFor, root } from "./place.mjs";
import { say } from "./say.mjs";

const stamp = join(root, "node_modules", ".stoa-installed");

/** Are the installed packages those the manifests and the lockfile ask for? */
export function packagesAreInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digest();
}

/**
 * `npm install`, not `npm ci`: the lockfile may lack the builds of lint tools for platforms the registry at hand does not serve.
 * @param {import("./node.mjs").Runtime} runtime
 */
export async function installPackages({ node, npm }) {
  say(existsSync(stamp) ? "packages have changed: installing" : "installing packages (the first time about a minute)");
  const started = Date.now();
  const options = { cwd: root, env: environmentFor(node) };
  await npmInstall("installing packages", npm, ["--include=dev", "--include=optional"], options);
  // Never in place: a copy of this clone by hard links would be told that its packages are these.
  writeFileSync(`${stamp}.new`, digest());
  renameSync(`${stamp}.new`, stamp);
  say(`packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** One digest over the lockfile and every manifest. */
function digest() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folders = manifest.workspaces.map((/** @type {string} */ folder) => join(folder, "package.json"));
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "package.json", ...folders]) {
    const path = join(root, name);
    hash.update(name).update(existsSync(path) ? readFileSync(path) : "");
  }
  return hash.digest("hex");
}
