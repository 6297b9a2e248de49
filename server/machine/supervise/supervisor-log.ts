import { Writable } from "node:stream";
import { createLog } from "../../base/log.ts";
import type { MachineLog } from "../log.ts";
import type { LogFile } from "./log-file.ts";

export interface SupervisorLog extends MachineLog {
  /** A sink for what a part writes: our own structured lines as they are, anything else wrapped. */
  lineOf(part: string): (line: string) => void;
  /** Called after a part was started again. */
  onRestart?: () => void;
}

/** Writes to the deployment's log; warnings and errors also, in words, to stderr for who watches the terminal or the journal. */
export function supervisorLog(file: LogFile): SupervisorLog {
  const pino = createLog({ name: "machine", destination: lines((line) => file.write(line)) });
  const shout = (text: string): void => void process.stderr.write(`stoa: ${text}\n`);
  return {
    debug: (fields, message) => pino.debug(fields, message),
    info: (fields, message) => pino.info(fields, message),
    warn: (fields, message) => {
      pino.warn(fields, message);
      shout([message, ...Object.values(fields).map(String)].join(" · "));
    },
    error: (fields, message) => {
      pino.error(fields, message);
      shout([message, ...Object.values(fields).map(String)].join(" · "));
    },
    lineOf: (part) => (line) => {
      if (line.startsWith("{")) file.write(line);
      else pino.warn({ part }, line);
    },
  };
}

function lines(write: (line: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      write(chunk.toString().trimEnd());
      done();
    },
  });
}
