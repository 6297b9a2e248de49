import type { Detector, Finding } from "./detector.ts";
import type { Line } from "./line.ts";

const columns = (text: string) =>
  [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], end: match.index + match[0].length }));
const counted = /^(?:errors?|failed|failures?|rejected)$/i;
const rowLike = /^(?:rows|records|items|read|imported|loaded)$/i;
const timeLike = /time|duration|elapsed/i;

interface Table {
  end: number;
  ruled: boolean;
  firstBad: Line | undefined;
}

/**
 * The end-of-run table loaders print (`table name  errors  rows  bytes  total time`): it must have an error column, a
 * row column and a time column, a ruler of dashes, and a last row that begins with Total and counts errors.
 */
export function summaryTable(): Detector {
  let table: Table | undefined;
  let finding: Finding | undefined;
  return {
    rule: "summary-table",
    see(line) {
      const header = headerOf(line.head);
      if (header) table = { end: header, ruled: false, firstBad: undefined };
      else if (table && /^[\s-]*-{5}[\s-]*$/.test(line.head)) table.ruled = true;
      else if (table?.ruled) {
        if (line.head.trim() === "" || !hasNumberAt(line.head, table.end)) table = undefined;
        else if (numberAt(line.head, table.end) > 0) finding ??= totalOf(line, table);
      }
    },
    found: () => finding,
  };
}

function totalOf(line: Line, table: Table): Finding | undefined {
  table.firstBad ??= line;
  return /^\s*total\b/i.test(line.head) ? { rule: "summary-table", failureClass: "integration", line: table.firstBad } : undefined;
}

/** Where the error column ends, when the line is the header of such a table. */
function headerOf(text: string): number | undefined {
  if (text.length > 300 || !/errors?|failed|failures?|rejected/i.test(text)) return undefined;
  const found = columns(text);
  const errors = found.find((column) => counted.test(column.name));
  const whole = found.some((column) => rowLike.test(column.name)) && found.some((column) => timeLike.test(column.name));
  return whole && found.length <= 10 ? errors?.end : undefined;
}

const cellAt = (text: string, end: number) => /(?:^|\s)([0-9]{1,12})$/.exec(text.slice(0, end))?.[1];
const hasNumberAt = (text: string, end: number) => cellAt(text, end) !== undefined && !/^\S/.test(text.slice(end));
const numberAt = (text: string, end: number) => Number(cellAt(text, end));
