import type uPlot from "uplot";
import type { Meaning } from "../../theme/meanings.ts";
import type { PlotRun } from "./plot-run.ts";

/** Draws each run as a shape of its meaning, so that colour is not the only sign: disc, cross, triangle, ring, square. */
export function drawRuns(plot: uPlot, runs: readonly PlotRun[], colours: Record<Meaning, string>, chosen: string | undefined): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = 1.75 * ratio;
  for (const run of runs) {
    const x = plot.valToPos(run.at / 1_000, "x", true);
    const y = plot.valToPos(Math.max(1, run.duration), "y", true);
    const size = (run.id === chosen ? 7 : 4) * ratio;
    ctx.strokeStyle = colours[run.meaning];
    ctx.fillStyle = colours[run.meaning];
    ctx.beginPath();
    shapes[run.meaning](ctx, x, y, size);
  }
  ctx.restore();
}

type Shape = (ctx: CanvasRenderingContext2D, x: number, y: number, size: number) => void;

const shapes: Record<Meaning, Shape> = {
  fine(ctx, x, y, size) {
    ctx.globalAlpha = 0.75;
    ctx.arc(x, y, size * 0.8, 0, Math.PI * 2);
    ctx.fill();
    ctx.globalAlpha = 1;
  },
  failed(ctx, x, y, size) {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  },
  needs(ctx, x, y, size) {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.lineTo(x - size, y + size);
    ctx.closePath();
    ctx.fill();
  },
  waiting(ctx, x, y, size) {
    ctx.arc(x, y, size * 0.9, 0, Math.PI * 2);
    ctx.stroke();
  },
  running(ctx, x, y, size) {
    ctx.rect(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6);
    ctx.stroke();
  },
};
