import type { RunView } from "@stoa/contract";

/** Names the log of a try; none while the try has not begun: a log asked for too early is told as ended and empty. */
export function logToFollow({ id, attempts }: Pick<RunView, "id" | "attempts">, attempt: number): string | undefined {
  return attempts >= attempt ? `${id} ${attempt}` : undefined;
}
