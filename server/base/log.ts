import { pino, type Logger } from "pino";

export type Log = Logger;

/** Names of fields whose values never reach a log line, at any depth up to three. */
const secretFields = ["authorization", "cookie", "token", "secret", "password", "code", "key", "privateKey", "config", "env", "url"];

const redactPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Structured log lines on stdout (JSON), secrets redacted by field name. `level` as pino's; `destination` a file descriptor or stream. */
export function createLog(options: { level?: string; name?: string; destination?: NodeJS.WritableStream } = {}): Log {
  return pino(
    {
      name: options.name ?? "stoa",
      level: options.level ?? "info",
      base: { pid: process.pid },
      redact: { paths: redactPaths, censor: "[redacted]" },
    },
    options.destination ?? process.stdout,
  );
}
