import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { saveFile } from "../data-table/save-file.ts";
import { countOf } from "../format/count.ts";
import { DownIcon } from "../icons.ts";
import { logText } from "./copy-log.tsx";
import { firstErrorLine } from "./find-in-log.ts";
import { LogBar } from "./log-bar.tsx";
import type { LogBuffer } from "./log-buffer.ts";
import { LogRow } from "./log-row.tsx";
import { useFollow } from "./use-follow.ts";
import { useLogSearch, useLogSize } from "./use-log.ts";
import { usePreference } from "./use-preference.ts";
import styles from "./log-viewer.module.css";

export interface LogViewerProps {
  buffer: LogBuffer;
  /** A file name for the download, without its end. */
  name: string;
  /** A line (from 1) that the address points at. */
  line?: number | undefined;
  /** The address of a line, and what to do when its number is pressed. */
  lineHref?: ((line: number) => string) | undefined;
  onLine?: ((line: number) => void) | undefined;
  /** The line (from 1) the verdict names; else the first that reads like an error. */
  errorLine?: number | undefined;
  height?: string;
}

const rowHeight = 20;

/** A log of up to a million lines: virtual, live, searchable, with every line an address. */
export function LogViewer({ buffer, name, line, lineHref, onLine, errorLine, height = "480px" }: LogViewerProps) {
  const size = useLogSize(buffer);
  const [wrap, setWrap] = usePreference("log.wrap", matchMedia("(max-width: 640px)").matches);
  const [times, setTimes] = usePreference("log.times", false);
  const [query, setQuery] = useState("");
  const [hit, setHit] = useState<number>();
  const [marked, setMarked] = useState(line);
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const found = useLogSearch(buffer, size, query);
  const rows = useVirtualizer({ count: size, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 20 });
  const follow = useFollow(scroller, rows, size, line === undefined && !buffer.ended);

  const goTo = (number: number) => {
    follow.rest();
    setMarked(number);
    rows.scrollToIndex(number - 1, { align: "center" });
  };
  const linkedReady = line !== undefined && size >= line;
  useEffect(() => {
    if (linkedReady && line !== undefined) goTo(line);
    // The address asks once for its line; later moves are the reader's.
  }, [line, linkedReady]);

  const step = (by: 1 | -1) => {
    if (found.lines.length === 0) return;
    const next = hit === undefined ? (by > 0 ? 0 : found.lines.length - 1) : (hit + by + found.lines.length) % found.lines.length;
    setHit(next);
    goTo((found.lines[next] ?? 0) + 1);
  };
  const firstError = () => {
    const at = errorLine ?? (firstErrorLine(buffer) ?? -1) + 1;
    if (at > 0) goTo(at);
  };
  const keys = useMemo(() => ({ wrap: () => setWrap(!wrap), times: () => setTimes(!times) }), [wrap, times, setWrap, setTimes]);
  const onKey = (event: KeyboardEvent) => {
    const act = {
      n: () => step(1),
      N: () => step(-1),
      e: firstError,
      w: keys.wrap,
      t: keys.times,
      G: () => follow.follow(),
      g: () => goTo(1),
      f: () => field.current?.focus(),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const onClick = (event: MouseEvent) => {
    const number = Number((event.target as HTMLElement).closest<HTMLElement>("[data-line]")?.dataset["line"]);
    if (!number || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setMarked(number);
    onLine?.(number);
  };

  return (
    <section className={styles.viewer} aria-label={`Log ${name}`}>
      <LogBar
        buffer={buffer}
        size={size}
        query={query}
        found={found}
        hit={hit}
        wrap={wrap}
        times={times}
        field={field}
        onQuery={(text) => (setQuery(text), setHit(undefined))}
        onStep={step}
        onWrap={keys.wrap}
        onTimes={keys.times}
        onFirstError={firstError}
        onDownload={() => saveFile(`${name}.log`, "text/plain", logText(buffer))}
      />
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height }}
        data-wrap={wrap || undefined}
        tabIndex={0}
        role="region"
        aria-label={`Lines of log ${name}. Keys: n next hit, e first error, w wrap, t times, g start, G end`}
        onKeyDown={onKey}
        onClick={onClick}
      >
        {size === 0 ? <p className={styles.none}>{buffer.ended ? "The program wrote nothing." : "Waiting for the first line."}</p> : null}
        <div className={styles.lines} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => (
            <div
              key={item.key}
              ref={wrap ? rows.measureElement : null}
              data-index={item.index}
              className={styles.place}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogRow
                index={item.index}
                line={buffer.line(item.index)}
                query={query}
                times={times}
                marked={marked === item.index + 1}
                lineHref={lineHref?.(item.index + 1)}
              />
            </div>
          ))}
        </div>
      </div>
      <LogFoot buffer={buffer} following={follow.following} missed={follow.missed} onFollow={follow.follow} />
    </section>
  );
}

function LogFoot(props: { buffer: LogBuffer; following: boolean; missed: number; onFollow: () => void }) {
  if (props.buffer.ended) return null;
  return (
    <div className={styles.foot}>
      {props.following ? (
        <span>Live, following the newest line</span>
      ) : (
        <Button size="xs" variant="default" leftSection={<DownIcon size={14} />} onClick={props.onFollow}>
          {props.missed > 0 ? `Follow, ${countOf(props.missed, "new line")}` : "Follow the newest line"}
        </Button>
      )}
    </div>
  );
}
