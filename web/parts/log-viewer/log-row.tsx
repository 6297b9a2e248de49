import { memo } from "react";
import { formatClock } from "../format/time.ts";
import { cutLine, type DrawnPiece } from "./cut-line.ts";
import type { LogLine } from "./log-buffer.ts";
import { t } from "../../words/t.ts";
import styles from "./log-viewer.module.css";

interface LogRowProps {
  index: number;
  line: LogLine;
  query: string;
  times: boolean;
  /** Linked to or stepped to by search. */
  marked: boolean;
  lineHref: string | undefined;
}

const streams: Record<LogLine["stream"], { mark: string; title?: string }> = {
  out: { mark: "" },
  err: { mark: "!", title: t("The program wrote this as an error or a note (stderr)") },
  stoa: { mark: "i", title: t("Noted about the program, not written by it") },
};

/** One line: number (a link to it), time, stream, text. */
export const LogRow = memo(function LogRow({ index, line, query, times, marked, lineHref }: LogRowProps) {
  const number = index + 1;
  return (
    <div className={styles.row} data-stream={line.stream} data-marked={marked || undefined}>
      {lineHref ? (
        <a className={styles.number} href={lineHref} data-line={number} tabIndex={-1} aria-label={t("Link to line {number}", { number })}>
          {number}
        </a>
      ) : (
        <span className={styles.number}>{number}</span>
      )}
      {times ? <span className={styles.time}>{formatClock(line.at)}</span> : null}
      <span className={styles.stream} title={streams[line.stream].title}>
        {streams[line.stream].mark}
      </span>
      <span className={styles.text}>
        {cutLine(line.text, query).map((piece, at) => (
          <Piece key={at} piece={piece} />
        ))}
      </span>
    </div>
  );
}, same);

function same(before: LogRowProps, after: LogRowProps): boolean {
  return (
    before.index === after.index &&
    before.query === after.query &&
    before.times === after.times &&
    before.marked === after.marked &&
    before.lineHref === after.lineHref &&
    before.line.text === after.line.text
  );
}

function Piece({ piece }: { piece: DrawnPiece }) {
  const look = {
    "data-colour": piece.colour,
    "data-bold": piece.bold,
    "data-dim": piece.dim,
    "data-italic": piece.italic,
    "data-underline": piece.underline,
  };
  if (piece.masked) {
    return (
      <span className={styles.masked} title={t("A secret stood here; it was masked before it was stored")}>
        {piece.text}
      </span>
    );
  }
  return piece.hit ? <mark {...look}>{piece.text}</mark> : <span {...look}>{piece.text}</span>;
}
