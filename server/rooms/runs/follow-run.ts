import type { RunView } from "@stoa/contract";
import type { Ctx } from "../../base/index.ts";
import type { Wake } from "./dispatch/wake.ts";
import { getRun } from "./get-run.ts";
import type { RunSettings } from "./settings.ts";

/** A reader asks anew so often, and so shows again who it is. */
const mostMs = 5_000;
/** Runs of other processes give no tidings here. */
const lookMs = 1_000;

/**
 * A run as it is and, as JSON lines, whenever it has changed, until it is over, 5 s have passed, or the reader goes.
 * @throws StoaError not_found
 */
export async function followRun(
  ctx: Ctx,
  input: { runId: string; signal: AbortSignal },
  deps: { wake: Wake; settings: RunSettings },
): Promise<AsyncGenerator<string>> {
  // Heard from before the first reading on: what moves after it is not missed.
  const moves = watchMoves(deps.wake, input);
  try {
    return toLines(ctx, input, { ...deps, moves, first: await getRun(ctx, input, deps.settings) });
  } catch (error) {
    moves.end();
    throw error;
  }
}

async function* toLines(
  ctx: Ctx,
  input: { runId: string; signal: AbortSignal },
  { moves, settings, first }: { moves: Moves; settings: RunSettings; first: RunView },
): AsyncGenerator<string> {
  const until = performance.now() + mostMs;
  try {
    let said = "";
    for (let view = first; !input.signal.aborted; view = await getRun(ctx, input, settings)) {
      const line = `${JSON.stringify(view)}\n`;
      if (line !== said) yield line;
      said = line;
      if (isOver(view) || performance.now() >= until) return;
      await moves.next(Math.min(lookMs, until - performance.now()));
    }
  } finally {
    moves.end();
  }
}

const isOver = ({ state }: RunView): boolean => state !== "queued" && state !== "running";

interface Moves {
  /** Waits for a move, or so long. */
  next(ms: number): Promise<void>;
  end(): void;
}

/** A move that comes while the run is being read counts for the wait after it. */
function watchMoves(wake: Wake, { runId, signal }: { runId: string; signal: AbortSignal }): Moves {
  let moved = false;
  let go: (() => void) | undefined;
  const note = (): void => {
    moved = true;
    go?.();
  };
  const unhear = wake.onMoved(runId, note);
  // A reader that goes before the first line was sent ends it all.
  const leave = (): void => {
    note();
    unhear();
  };
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  return {
    async next(ms: number): Promise<void> {
      if (!moved) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(0, ms));
          go = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      moved = false;
      go = undefined;
    },
    end(): void {
      unhear();
      signal.removeEventListener("abort", leave);
    },
  };
}
