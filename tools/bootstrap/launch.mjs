import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { environmentFor } from "./place.mjs";

const passed = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);
const repeatMs = 1000;
const lineageAtStart = lineage();

/**
 * Runs Node in our place: same terminal, same process group, its exit code becomes ours. The child has an IPC channel that closes when
 * this process dies, however it dies, so `process.on("disconnect")` tells it to stop.
 * @param {string} node
 * @param {string[]} args
 * @param {{ cwd?: string, ipc?: boolean }} [options]
 */
export function launch(node, args, { cwd, ipc = false } = {}) {
  const stdio = /** @type {import("node:child_process").StdioOptions} */ (ipc ? ["inherit", "inherit", "inherit", "ipc"] : "inherit");
  const child = spawn(node, args, { cwd, stdio, env: environmentFor(node) });
  passSignals(child);
  if (ipc && process.env.npm_lifecycle_event) stopWithNpm(child);
  child.on("error", (error) => {
    throw error;
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
}

/**
 * Ctrl-C reaches the whole group by the terminal, and npm hands its own copy on: the child must not hear one key twice.
 * @param {import("node:child_process").ChildProcess} child
 */
function passSignals(child) {
  let last = 0;
  for (const signal of passed) {
    process.on(signal, () => {
      const now = Date.now();
      const fromTerminal = signal === "SIGINT" && process.stdin.isTTY;
      if (fromTerminal || now - last < repeatMs) return;
      last = now;
      child.kill(signal);
    });
  }
}

/**
 * npm killed hard hands nothing on, and the terminal looks free: then we stop too. npm runs us through a shell that may stay between.
 * @param {import("node:child_process").ChildProcess} child
 */
function stopWithNpm(child) {
  const watch = setInterval(() => {
    if (lineage() === lineageAtStart) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 1000);
  watch.unref();
}

function lineage() {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  } catch {
    return undefined;
  }
}
