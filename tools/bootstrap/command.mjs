import { spawn } from "node:child_process";
import { say } from "./say.mjs";

const tickMs = 15_000;

/**
 * Runs a command to its end, its output on our stderr, with a sign of life every 15 s.
 * @param {string} what what is being done, for the progress lines
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>} exit code (127: could not start) and the last 8 KB it wrote
 */
export function runCommand(what, file, args, options = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const tick = setInterval(() => say(`${what}: ${Math.round((Date.now() - started) / 1000)} s`), tickMs);
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-8192);
      process.stderr.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const end = (/** @type {number} */ code) => {
      clearInterval(tick);
      resolve({ code, output });
    };
    child.on("error", (error) => {
      output += error.message;
      end(127);
    });
    child.on("close", (code) => end(code ?? 1));
  });
}
