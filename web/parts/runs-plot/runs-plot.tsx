import { useComputedColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatDuration } from "../format/duration.ts";
import { formatExact } from "../format/time.ts";
import { MeaningBadge } from "../meaning-badge.tsx";
import { plotOptions } from "./plot-options.ts";
import { countMeanings, nearestRun, type PlotRun } from "./plot-run.ts";
import { RunsTable } from "./runs-table.tsx";
import { t } from "../../words/t.ts";
import styles from "./runs-plot.module.css";

interface RunsPlotProps {
  title: string;
  runs: readonly PlotRun[];
  from: number;
  to: number;
  height?: number;
}

/** Runs over time by how long they took, shape and colour by verdict; a point leads to its run, a table says the same. */
export function RunsPlot({ title, runs, from, to, height = 200 }: RunsPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<{ run: PlotRun; x: number; y: number }>();
  const navigate = useNavigate();
  const scheme = useComputedColorScheme("light");
  const plot = usePlot(box, { runs, from, to, height }, chosen?.run.id, scheme);
  const place = (run: PlotRun) => ({
    x: plot.current?.valToPos(run.at / 1_000, "x") ?? 0,
    y: plot.current?.valToPos(Math.max(1, run.duration), "y") ?? 0,
  });
  const choose = (run: PlotRun | undefined) => setChosen(run ? { run, ...place(run) } : undefined);
  const open = () => chosen && void navigate({ to: chosen.run.href });
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Enter") open();
    if (event.key === "Escape") choose(undefined);
    if (step === undefined) return;
    event.preventDefault();
    choose(neighbour(runs, chosen?.run, step));
  };
  return (
    <figure className={styles.figure}>
      <Caption title={title} runs={runs} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- The points are drawn on a canvas, so their group takes pointer and keys; its label names the keys. */}
      <div
        ref={box}
        className={styles.plot}
        style={{ height }}
        tabIndex={0}
        role="group"
        aria-label={t("{title}. Left and right go through the runs, Enter opens one.", { title })}
        data-over={chosen ? true : undefined}
        onPointerMove={(event) => {
          const area = plot.current?.over.getBoundingClientRect();
          if (area) choose(nearestRun(runs, place, event.clientX - area.left, event.clientY - area.top));
        }}
        onPointerLeave={() => choose(undefined)}
        onClick={open}
        onKeyDown={onKey}
      >
        {runs.length === 0 ? <p className={styles.none}>{t("No runs in this time")}</p> : null}
        {chosen ? (
          <Tip
            run={chosen.run}
            x={chosen.x + (plot.current?.over.offsetLeft ?? 0)}
            y={chosen.y}
            flip={chosen.x > (plot.current?.over.clientWidth ?? 0) / 2}
          />
        ) : null}
      </div>
      <RunsTable title={title} runs={runs} />
    </figure>
  );
}

const keyWords = { fine: t("fine"), running: t("running"), waiting: t("waiting"), needs: t("need someone"), failed: t("failed") } as const;

function Caption({ title, runs }: Pick<RunsPlotProps, "title" | "runs">) {
  return (
    <figcaption className={styles.caption}>
      <strong>{title}</strong>
      <span className={styles.key}>
        {countMeanings(runs).map(([meaning, count]) => (
          <MeaningBadge key={meaning} meaning={meaning} quiet word={`${count} ${keyWords[meaning]}`} />
        ))}
      </span>
    </figcaption>
  );
}

function Tip({ run, x, y, flip }: { run: PlotRun; x: number; y: number; flip: boolean }) {
  return (
    <div className={styles.tip} role="status" data-flip={flip || undefined} style={{ left: x, top: y }}>
      <MeaningBadge meaning={run.meaning} word={run.word} quiet />
      <span className="number">
        {formatDuration(run.duration)}, {formatExact(run.at)}
      </span>
    </div>
  );
}

function neighbour(runs: readonly PlotRun[], run: PlotRun | undefined, step: number): PlotRun | undefined {
  const ordered = runs.toSorted((a, b) => a.at - b.at);
  const at = run ? ordered.findIndex((one) => one.id === run.id) : step > 0 ? -1 : ordered.length;
  return ordered[Math.min(ordered.length - 1, Math.max(0, at + step))];
}

type Shown = Pick<RunsPlotProps, "runs" | "from" | "to"> & { height: number };

function usePlot(
  box: React.RefObject<HTMLDivElement | null>,
  { runs, from, to, height }: Shown,
  chosen: string | undefined,
  scheme: string,
) {
  const plot = useRef<uPlot>(undefined);
  const chosenNow = useRef(chosen);
  chosenNow.current = chosen;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const options = plotOptions({ runs, from, to, width: element.clientWidth, height, chosen: () => chosenNow.current });
    const sorted = runs.toSorted((a, b) => a.at - b.at);
    plot.current = new uPlot(options, [sorted.map((run) => run.at / 1_000), sorted.map((run) => run.duration)], element);
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [box, runs, from, to, height, scheme]);
  useEffect(() => plot.current?.redraw(false), [chosen]);
  return plot;
}
