import { StoaError } from "../../base/errors.ts";
import type { ErrorCode } from "@stoa/contract";
import type { ServerMessage, StartMessage } from "../serve/seam.ts";
import { promptFlags } from "./node-flags.ts";
import { type Child, type ChildOptions, startChild } from "./start-child.ts";

export interface Server extends Child {
  url: string;
  signInLink: string | undefined;
}

/** Patterns that publishers write must not be able to hang a process: V8 changes to its linear engine when one begins to. */
const nodeFlags = [...promptFlags, "--enable-experimental-regexp-engine-on-excessive-backtracks"];

/** Seconds on a machine of its own; one that is overloaded, or emulated, must not be given up in the middle of its start. */
const readyLimit = 180_000;

type Answer = Exclude<ServerMessage, { kind: "note" }>;

/** Starts the server process and waits until it answers. @throws StoaError what it said when it did not start. */
export async function startServer(
  options: Omit<ChildOptions, "script" | "nodeFlags" | "deathSignal" | "stopSteps"> & { onNote(text: string): void },
  message: StartMessage,
): Promise<Server> {
  const child = startChild({
    ...options,
    script: "server/machine/serve/main.ts",
    nodeFlags,
    deathSignal: "KILL",
    // Making a runtime starts newuidmap, which is setuid.
    noNewPrivileges: false,
    lowPort: message.config.port < 1024,
    stopSteps: [
      // Its own limit is 40 s.
      ["SIGTERM", 45_000],
      ["SIGKILL", 5_000],
    ],
  });
  const answer = new Promise<Answer>((resolve) =>
    child.onMessage((message) => {
      const said = message as ServerMessage;
      if (said.kind === "note") options.onNote(said.text);
      else resolve(said);
    }),
  );
  child.send(message);
  const said = await Promise.race([answer, child.ended.then(endedEarly), notReady()]);
  if (said.kind === "ready") return { ...child, url: said.url, signInLink: said.signInLink };
  await child.stop();
  throw new StoaError(said.code as ErrorCode, { what: said.what, fix: said.fix, ...(said.why === undefined ? {} : { why: said.why }) });
}

function endedEarly(reason: string): Answer {
  return {
    kind: "failed",
    code: "internal",
    what: `The server ended while it started: ${reason}`,
    why: undefined,
    fix: "Look at the end of the log.",
  };
}

function notReady(): Promise<Answer> {
  const failed: Answer = {
    kind: "failed",
    code: "unavailable",
    what: `The server was not ready after ${readyLimit / 1000} s.`,
    why: undefined,
    fix: "Look at the end of the log; the machine may be overloaded.",
  };
  return new Promise((resolve) => setTimeout(() => resolve(failed), readyLimit).unref());
}
