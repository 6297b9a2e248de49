import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { Found } from "./find-in-log.ts";

interface MovesInput {
  size: number;
  rows: Virtualizer<HTMLDivElement, Element>;
  found: Found;
  /** The line (from 1) the address points at. */
  line: number | undefined;
  errorLine: number | undefined;
  /** Stops following the newest line. */
  rest: () => void;
}

export interface LogMoves {
  /** The line (from 1) that stands out. */
  marked: number | undefined;
  /** Which hit of the search one stands at, from 0. */
  hit: number | undefined;
  mark: (line: number) => void;
  goTo: (line: number) => void;
  step: (by: 1 | -1) => void;
  /** Absent where no line is an error. */
  firstError: (() => void) | undefined;
  forgetHit: () => void;
}

/** Moving through a log: to a line, from hit to hit, to the first error. */
export function useLogMoves({ size, rows, found, line, errorLine, rest }: MovesInput): LogMoves {
  const [hit, setHit] = useState<number>();
  const [marked, setMarked] = useState(line);
  const asked = useRef<number>(undefined);
  const goTo = (number: number) => {
    rest();
    setMarked(number);
    rows.scrollToIndex(number - 1, { align: "center" });
  };
  useEffect(() => {
    // The address asks once for its line, as soon as it is there; later moves are the reader's.
    if (line === undefined || size < line || asked.current === line) return;
    asked.current = line;
    goTo(line);
  });
  const step = (by: 1 | -1) => {
    const count = found.lines.length;
    if (count === 0) return;
    const next = hit === undefined ? (by > 0 ? 0 : count - 1) : (hit + by + count) % count;
    setHit(next);
    goTo((found.lines[next] ?? 0) + 1);
  };
  const firstError = errorLine === undefined ? undefined : () => goTo(errorLine);
  const mark = (number: number) => {
    asked.current = number;
    setMarked(number);
  };
  return { marked, hit, mark, goTo, step, firstError, forgetHit: () => setHit(undefined) };
}
