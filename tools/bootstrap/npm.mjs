import { runCommand } from "./command.mjs";
import { SetupError } from "./say.mjs";

const noRegistry = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/;
// --no-save: a clone's lockfile is its own; setting up must not change a committed file.
const quiet = ["--no-save", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

/**
 * `npm install` without dependencies' install scripts; what is in npm's cache is not asked for again.
 * @param {string} what for progress and errors
 * @param {[string, ...string[]]} npm the command that is npm, as file and first arguments
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export async function npmInstall(what, npm, args, options) {
  const [file, ...first] = npm;
  const all = [...first, "install", "--ignore-scripts", "--prefer-offline", ...quiet, ...patience, ...args];
  const { code, output } = await runCommand(what, file, all, options);
  if (code === 0) return;
  throw new SetupError(explain(what, npm.join(" "), code, output, options.cwd));
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
  if (noRegistry.test(output))
    return `${what} failed: the npm registry does not answer. Fix: check the network, or name a registry you can reach with "npm config set registry <url>", and start again.`;
  return `${what} failed: npm ended with code ${code} (its words are above). Fix: ${npm} install, in ${cwd}`;
}
