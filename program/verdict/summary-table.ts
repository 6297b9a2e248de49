import { classifyLine } from "./classify-line.ts";
import type { Detector, Finding } from "./detector.ts";
import type { Line } from "./line.ts";
import { isErrorLevel } from "./log-level.ts";

const columns = (text: string) =>
  [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], end: match.index + match[0].length }));
const counted = /^(?:errors?|failed|failures?|rejected)$/i;
const rowLike = /^(?:rows|records|items|read|imported|loaded)$/i;
const timeLike = /time|duration|elapsed/i;

interface Table {
  /** Rows stand on the header's own stream; lines of two streams come in no order. */
  stream: Line["stream"];
  end: number;
  ruled: boolean;
  firstBad: Line | undefined;
  totalled: boolean;
  alarm: Alarm | undefined;
  lines: number;
}

const longestTable = 5_000;

/** The first error line before the table, and the line after it, where databases name the row. */
interface Alarm {
  line: Line;
  context: string;
}

/**
 * The end-of-run table loaders print (`table name  errors  rows  bytes  total time`): it must have an error column, a
 * row column, a time column and a ruler of dashes. It speaks when its Total row counts errors, and when it has no Total
 * row because the load broke off, which a line of level ERROR or worse before it on the same stream confirms.
 */
export function summaryTable(): Detector {
  const alarms: { stdout?: Alarm; stderr?: Alarm } = {};
  let table: Table | undefined;
  let finding: Finding | undefined;
  return {
    rule: "summary-table",
    see(line) {
      const end = headerEnd(line.head);
      if (end !== undefined)
        table = { stream: line.stream, end, ruled: false, firstBad: undefined, totalled: false, alarm: alarms[line.stream], lines: 0 };
      else if (table?.stream === line.stream && ++table.lines <= longestTable) finding ??= readRow(line, table);
      const alarm = alarms[line.stream];
      if (alarm && line.number === alarm.line.number + 1) alarm.context = contextOf(line.head);
      else if (!alarm && isErrorLevel(line.head)) alarms[line.stream] = { line, context: "" };
    },
    wantsNext: () => table !== undefined && finding === undefined && table.lines <= longestTable,
    found: () => finding ?? brokenOff(table),
  };
}

function readRow(line: Line, table: Table): Finding | undefined {
  if (isRuler(line.head)) {
    table.ruled = true;
    return undefined;
  }
  const errors = table.ruled ? numberAt(line.head, table.end) : undefined;
  if (errors === undefined) return undefined;
  const total = /^\s*total\b/i.test(line.head);
  if (errors > 0) table.firstBad ??= line;
  table.totalled ||= total;
  return total && errors > 0 && table.firstBad ? rejected(table, table.firstBad) : undefined;
}

function rejected(table: Table, bad: Line): Finding {
  const name = columns(bad.head)[0]?.name ?? "the table";
  const told = table.alarm ? `: ${messageOf(table.alarm.line.head)}${table.alarm.context}` : "";
  const sentence = `Rows of ${name} could not be written${told}.`.slice(0, 400);
  return { rule: "summary-table", failureClass: "integration", line: table.alarm?.line ?? bad, sentence };
}

/** `2026-11-22T18:11:22Z ERROR PostgreSQL [...] Database error 22P02: invalid input` -> `invalid input`. */
function messageOf(text: string): string {
  const after = text.slice(text.search(/\b(?:ERROR|CRITICAL|FATAL|SEVERE)\b/)).replace(/^[A-Z]+\W*/, "");
  return (/(?:error [0-9A-Z]{5}: )(.+)$/.exec(after)?.[1] ?? after).slice(0, 160).trim();
}

const contextOf = (text: string): string => {
  const found = /^(?:CONTEXT|DETAIL|ROW|LINE):\s+(.+)$/.exec(text)?.[1];
  return found ? ` (${found.slice(0, 160)})` : "";
};

function brokenOff(table: Table | undefined): Finding | undefined {
  if (!table?.ruled || table.totalled || !table.alarm) return undefined;
  const { line } = table.alarm;
  return { rule: "summary-table", failureClass: classifyLine(line.head)?.failureClass ?? "integration", line };
}

const isRuler = (text: string) => text.includes("-----") && /^[\s-]*$/.test(text);

/** Where the error column ends, when the line is the header of such a table. */
function headerEnd(text: string): number | undefined {
  if (text.length > 300 || !/errors?|failed|failures?|rejected/i.test(text)) return undefined;
  const found = columns(text);
  const errors = found.find((column) => counted.test(column.name));
  const whole = found.some((column) => rowLike.test(column.name)) && found.some((column) => timeLike.test(column.name));
  return whole && found.length <= 10 ? errors?.end : undefined;
}

/** The number that ends where a column ends; undefined when the cell holds none. */
function numberAt(text: string, end: number): number | undefined {
  const cell = /(?:^|\s)([0-9]{1,12})$/.exec(text.slice(0, end))?.[1];
  return cell === undefined || /^\S/.test(text.slice(end)) ? undefined : Number(cell);
}
