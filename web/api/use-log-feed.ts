import { useEffect, useState } from "react";
import { LogBuffer, type LogLine, type LogStream } from "../parts/log-viewer/log-buffer.ts";
import { api } from "./client.ts";
import { statusOf } from "./say-error.ts";

/** A line as the server writes it: `line` counts from 0 over all streams. */
interface WireLine {
  line: number;
  at: string;
  stream: "stdout" | "stderr" | "stoa";
  text: string;
}

const streamOf: Record<WireLine["stream"], LogStream> = { stdout: "out", stderr: "err", stoa: "stoa" };

/** A log as it is written. A broken line is taken up again at the first line not seen. `key` names the log; none is read without one. */
export function useLogFeed(
  path: string,
  key: string | undefined,
  query?: Record<string, string | number>,
): { buffer: LogBuffer; error: unknown } {
  const [feed, setFeed] = useState(() => ({ key, buffer: new LogBuffer() }));
  const [error, setError] = useState<unknown>();
  const asked = JSON.stringify(query ?? {});
  useEffect(() => {
    const buffer = new LogBuffer();
    const stop = new AbortController();
    setFeed({ key, buffer });
    setError(undefined);
    if (key === undefined) return undefined;
    follow(path, JSON.parse(asked) as Record<string, string | number>, buffer, stop.signal).catch((fault: unknown) => {
      if (!stop.signal.aborted) setError(fault);
    });
    return () => stop.abort();
  }, [path, key, asked]);
  return { buffer: feed.buffer, error };
}

async function follow(path: string, query: Record<string, string | number>, buffer: LogBuffer, signal: AbortSignal): Promise<void> {
  for (let tries = 0; ; tries++) {
    const before = buffer.size;
    try {
      await readOn(path, query, buffer, signal);
      return buffer.end();
    } catch (error) {
      if (signal.aborted) return;
      if (statusOf(error) !== undefined) throw error;
      if (buffer.size > before) tries = 0;
      if (tries >= 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
    }
  }
}

async function readOn(path: string, query: Record<string, string | number>, buffer: LogBuffer, signal: AbortSignal): Promise<void> {
  let batch: LogLine[] = [];
  let due = 0;
  const flush = () => {
    if (batch.length > 0) buffer.append(batch);
    batch = [];
  };
  const timer = setInterval(flush, 60);
  try {
    for await (const line of api.lines<WireLine>(path, { ...query, follow: true, from: buffer.size }, signal)) {
      batch.push({ at: Date.parse(line.at), stream: streamOf[line.stream], text: line.text });
      if (batch.length >= 2_000) {
        flush();
        // A long log must not keep the page from drawing.
        if (++due % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  } finally {
    clearInterval(timer);
    flush();
  }
}
