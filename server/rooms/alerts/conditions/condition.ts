import type { AlertCondition, AlertSeverity } from "@stoa/contract";
import type { Figures } from "../figures.ts";

/** What is wrong, in words: what, the figures, what to do. */
export interface Trouble {
  title: string;
  text: string;
  fix: string;
}

/** Something watched. It must be bad for `openAfterMs` before an alert opens, and good for `closeAfterMs` before it closes. */
export interface Condition {
  name: AlertCondition;
  severity: AlertSeverity;
  openAfterMs: number;
  closeAfterMs: number;
  /** What is wrong now; undefined: nothing. An open alert may ask for more to be called good than a closed one for bad. */
  judge(figures: Figures, now: number, isOpen: boolean): Trouble | undefined;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** `3 min`, `5 h`, `2 days`: for sentences. */
export function span(milliseconds: number): string {
  if (milliseconds < hourMs) return `${Math.max(1, Math.round(milliseconds / minuteMs))} min`;
  if (milliseconds < 48 * hourMs) return `${Math.round(milliseconds / hourMs)} h`;
  return `${Math.round(milliseconds / (24 * hourMs))} days`;
}
