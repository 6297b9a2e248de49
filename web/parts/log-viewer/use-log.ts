import { useEffect, useReducer, useState, useSyncExternalStore } from "react";
import { findOn, firstErrorLine, nothingFound, type Found } from "./find-in-log.ts";
import type { LogBuffer } from "./log-buffer.ts";

/** How many lines the log has now; draws again as lines come. */
export function useLogSize(buffer: LogBuffer): number {
  return useSyncExternalStore(buffer.subscribe, () => buffer.size + (buffer.ended ? 0.5 : 0)) | 0;
}

/** Finds words over the whole log, a slice at a time so that typing stays quick. */
export function useLogSearch(buffer: LogBuffer, size: number, query: string): Found {
  const [found, setFound] = useState<Found>(nothingFound(""));
  const current = found.query === query ? found : nothingFound(query);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!query || current.upTo >= size) return;
    const timer = setTimeout(() => {
      setFound(findOn(buffer, current));
      again();
    }, 0);
    return () => clearTimeout(timer);
  });
  return current;
}

const slice = 20_000;

/** The first line (from 1) that reads like an error, looked for a slice at a time as lines come. */
export function useFirstError(buffer: LogBuffer, size: number): number | undefined {
  const [looked, setLooked] = useState<{ buffer: LogBuffer; upTo: number; line?: number }>({ buffer, upTo: 0 });
  const current = looked.buffer === buffer ? looked : { buffer, upTo: 0 };
  useEffect(() => {
    if (current.line !== undefined || current.upTo >= size) return;
    const timer = setTimeout(() => {
      const upTo = Math.min(size, current.upTo + slice);
      const index = firstErrorLine(buffer, current.upTo, upTo);
      setLooked({ buffer, upTo, ...(index === undefined ? {} : { line: index + 1 }) });
    }, 0);
    return () => clearTimeout(timer);
  });
  return current.line;
}
