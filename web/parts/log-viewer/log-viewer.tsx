import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState, type KeyboardEvent } from "react";
import { saveFile } from "../data-table/save-file.ts";
import { countOf } from "../format/count.ts";
import { DownIcon } from "../icons.ts";
import { logText } from "./copy-log.tsx";
import { LogBar } from "./log-bar.tsx";
import type { LogBuffer } from "./log-buffer.ts";
import { LogLines } from "./log-lines.tsx";
import { useFollow } from "./use-follow.ts";
import { useLogMoves } from "./use-log-moves.ts";
import { useFirstError, useLogSearch, useLogSize } from "./use-log.ts";
import { usePreference } from "./use-preference.ts";
import { t } from "../../words/t.ts";
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
  /** The greatest height, a CSS length. */
  height?: string;
}

const rowHeight = 20;

/** A log of up to a million lines: virtual, live, searchable, with every line an address. */
export function LogViewer({ buffer, name, line, lineHref, onLine, errorLine, height = "480px" }: LogViewerProps) {
  const size = useLogSize(buffer);
  const [wrap, setWrap] = usePreference("log.wrap", matchMedia("(max-width: 640px)").matches);
  const [times, setTimes] = usePreference("log.times", false);
  const [query, setQuery] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const found = useLogSearch(buffer, size, query);
  const alarming = useFirstError(buffer, size);
  const rows = useVirtualizer({ count: size, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 20 });
  const follow = useFollow(scroller, rows, size, line === undefined && !buffer.ended);
  const moves = useLogMoves({ size, rows, found, line, errorLine: errorLine ?? alarming, rest: follow.rest });
  const keys: Record<string, () => void> = {
    n: () => moves.step(1),
    N: () => moves.step(-1),
    ...(moves.firstError ? { e: moves.firstError } : {}),
    w: () => setWrap(!wrap),
    t: () => setTimes(!times),
    G: follow.follow,
    g: () => moves.goTo(1),
    f: () => field.current?.focus(),
  };
  const onKey = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const shown = { buffer, size, query, wrap, times };
  return (
    <section className={styles.viewer} aria-label={t("Log {name}", { name })}>
      <LogBar
        {...shown}
        found={found}
        moves={moves}
        field={field}
        onQuery={(text) => (setQuery(text), moves.forgetHit())}
        onWrap={() => setWrap(!wrap)}
        onTimes={() => setTimes(!times)}
        onDownload={() => saveFile(`${name}.log`, "text/plain", logText(buffer))}
      />
      <LogLines
        {...shown}
        scroller={scroller}
        rows={rows}
        name={name}
        height={height}
        marked={moves.marked}
        lineHref={lineHref}
        onKey={onKey}
        onLine={(number) => (moves.mark(number), onLine?.(number))}
      />
      <LogFoot buffer={buffer} following={follow.following} missed={follow.missed} onFollow={follow.follow} />
    </section>
  );
}

function LogFoot(props: { buffer: LogBuffer; following: boolean; missed: number; onFollow: () => void }) {
  if (props.buffer.ended) return null;
  return (
    <div className={styles.foot}>
      {props.following ? (
        <span>{t("Live, following the newest line")}</span>
      ) : (
        <Button size="xs" variant="default" leftSection={<DownIcon size={14} />} onClick={props.onFollow}>
          {props.missed > 0 ? t("Follow, {count}", { count: countOf(props.missed, "new line") }) : t("Follow the newest line")}
        </Button>
      )}
    </div>
  );
}
