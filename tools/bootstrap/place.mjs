// Runs on the machine's own Node (18 or 20): no TypeScript, no dependency, nothing newer than Node 18.
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Git-ignored folder for the Node and npm we bring ourselves. */
export const toolchainFolder = join(root, ".toolchain");

/**
 * The environment of everything we start: `node` and the packages' commands come from us first, our code compiled is kept for the next start.
 * @param {string} node path of the Node to use
 * @param {NodeJS.ProcessEnv} [from]
 */
export function environmentFor(node, from = process.env) {
  const path = [dirname(node), join(root, "node_modules", ".bin"), from.PATH ?? ""].join(delimiter);
  return { NODE_COMPILE_CACHE: join(toolchainFolder, "compiled"), ...from, PATH: path };
}
