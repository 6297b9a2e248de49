import type { Virtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, MouseEvent, RefObject } from "react";
import type { LogBuffer } from "./log-buffer.ts";
import { LogRow } from "./log-row.tsx";
import { t } from "../../words/t.ts";
import styles from "./log-viewer.module.css";

interface LogLinesProps {
  scroller: RefObject<HTMLDivElement | null>;
  rows: Virtualizer<HTMLDivElement, Element>;
  buffer: LogBuffer;
  name: string;
  size: number;
  height: string;
  query: string;
  wrap: boolean;
  times: boolean;
  marked: number | undefined;
  lineHref: ((line: number) => string) | undefined;
  onKey: (event: KeyboardEvent) => void;
  onLine: (line: number) => void;
}

/** The lines in sight, of however many there are. */
export function LogLines(props: LogLinesProps) {
  const { rows, buffer, size } = props;
  const onClick = (event: MouseEvent) => {
    const number = Number((event.target as HTMLElement).closest<HTMLElement>("[data-line]")?.dataset["line"]);
    if (!number || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    props.onLine(number);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- It takes the clicks of the line links inside it, and keys while it has the focus, as its label says.
    <section
      ref={props.scroller}
      className={styles.scroller}
      style={buffer.ended ? { maxHeight: props.height } : { height: props.height }}
      data-wrap={props.wrap || undefined}
      tabIndex={0}
      aria-label={t("Lines of log {name}. Keys: n next hit, e first error, w wrap, t times, g start, G end", { name: props.name })}
      onKeyDown={props.onKey}
      onClick={onClick}
    >
      {size === 0 ? (
        <p className={styles.none}>{buffer.ended ? t("The program wrote nothing.") : t("Waiting for the first line.")}</p>
      ) : null}
      <div className={styles.lines} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={props.wrap ? rows.measureElement : null}
            data-index={item.index}
            className={styles.place}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <LogRow
              index={item.index}
              line={buffer.line(item.index)}
              query={props.query}
              times={props.times}
              marked={props.marked === item.index + 1}
              lineHref={props.lineHref?.(item.index + 1)}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
