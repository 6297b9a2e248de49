import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureDebianTools } from "./debian.mjs";
import { withLock } from "./lock.mjs";
import { findRuntime, installRuntime } from "./node.mjs";
import { shareNpmConfig } from "./npm-config.mjs";
import { installPackages, packagesAreInstalled } from "./packages.mjs";
import { root, toolchainFolder } from "./place.mjs";
import { linkPostgres } from "./postgres-links.mjs";
import { say } from "./say.mjs";

/**
 * Makes a fresh clone able to run: Node, packages and, when asked, Debian's tools. Touches nothing and no network when all is there.
 * @param {"run" | "test" | "long" | "guest"} [tools] Debian's tools that must be there, none when left out
 * @returns {Promise<import("./node.mjs").Runtime>}
 */
export async function ensureToolchain(tools) {
  const found = findRuntime();
  const runtime = found && packagesAreInstalled() ? found : await withLock(toolchainFolder, install);
  // Always: somebody may have run npm install by hand, which may unpack Postgres anew.
  linkPostgres(root);
  await buildNative();
  shareNpmConfig(runtime.node);
  if (tools) await ensureDebianTools(tools);
  return runtime;
}

/** Once, where there is a C compiler: boxes start faster by it, and programs from what is prepared. */
async function buildNative() {
  const room = join(root, "server/rooms/sandbox");
  /** @type {{ buildLauncher(say: (text: string) => void): boolean }} */
  const launcher = await import(pathToFileURL(join(room, "spawner/native/build.mjs")).href);
  launcher.buildLauncher(say);
  /** @type {{ buildWarmTools(say: (text: string) => void): void }} */
  const warm = await import(pathToFileURL(join(room, "warm/native/build.mjs")).href);
  warm.buildWarmTools(say);
}

async function install() {
  const runtime = findRuntime() ?? (await installRuntime());
  if (!packagesAreInstalled()) await installPackages(runtime);
  return runtime;
}
