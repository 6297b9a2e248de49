import { spawnSync } from "node:child_process";
import { runCommand } from "./command.mjs";
import { say, SetupError } from "./say.mjs";

const noNetwork = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/;
// --no-save: a clone's lockfile is its own; setting up must not change a committed file.
const quiet = ["--no-save", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];

/**
 * `npm install` without dependencies' install scripts; what is in npm's cache is not asked for again. Without a registry the cache alone
 * has to do, which fails at once instead of waiting for each package.
 * @param {string} what for progress and errors
 * @param {[string, ...string[]]} npm the command that is npm, as file and first arguments
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export async function npmInstall(what, npm, args, options) {
  const [file, ...first] = npm;
  const online = reachesRegistry(npm, options);
  if (!online) say("the npm registry does not answer: trying with what npm has kept");
  const all = [...first, "install", "--ignore-scripts", online ? "--prefer-offline" : "--offline", ...quiet, ...args];
  const { code, output } = await runCommand(what, file, all, options);
  if (code !== 0) throw new SetupError(explain(what, npm.join(" "), code, output, options.cwd));
}

/** Some registries know no ping; only an answer from the network itself counts as none. @param {string[]} npm @param {object} options */
function reachesRegistry([file = "npm", ...first], options) {
  const args = [...first, "ping", "--fetch-retries=0", "--fetch-timeout=15000", "--loglevel=error"];
  const { error, status, stderr } = spawnSync(file, args, { ...options, encoding: "utf8" });
  return error !== undefined || status === 0 || !noNetwork.test(stderr);
}

/**
 * @param {string} what
 * @param {string} npm
 * @param {number} code
 * @param {string} output
 * @param {string} cwd
 */
function explain(what, npm, code, output, cwd) {
  if (code === 127) return `${what} failed: npm cannot be started (${output.trim()}). Fix: apt-get install npm`;
  if (/EACCES|EPERM|EROFS/.test(output)) return `${what} failed: ${cwd} cannot be written. Fix: run as the user who owns it.`;
  if (/ENOSPC/.test(output)) return `${what} failed: the disk is full. About 700 MB are needed in ${cwd}.`;
  if (noNetwork.test(output))
    return `${what} failed: the npm registry does not answer. Fix: check the network, or name a registry you can reach with "npm config set registry <url>", and start again.`;
  return `${what} failed: npm ended with code ${code} (its words are above). Fix: ${npm} install, in ${cwd}`;
}
