/**
 * Milliseconds since 1970 of a timestamptz as Postgres writes it. Of the usual form, `2026-01-05 09:00:00.123456+00`, it reads the digits: `Date`
 * takes ten times as long, and some rows have five of them.
 */
export function momentOfText(text: string): number {
  if (!isUsual(text)) return new Date(text).getTime();
  const seconds = Date.UTC(
    pair(text, 0) * 100 + pair(text, 2),
    pair(text, 5) - 1,
    pair(text, 8),
    pair(text, 11),
    pair(text, 14),
    pair(text, 17),
  );
  return seconds + thousandths(text);
}

const [zero, dash, colon] = [48, 45, 58];
const longest = "2026-01-05 09:00:00.123456+00".length;
const fraction = "2026-01-05 09:00:00.".length;

/** In UTC, of a year with four digits that says all of it. */
function isUsual(text: string): boolean {
  const { length } = text;
  if (text.charCodeAt(0) === zero || text.charCodeAt(4) !== dash || text.charCodeAt(13) !== colon) return false;
  return text.endsWith("+00") && (length === fraction + 2 || (length > fraction + 3 && length <= longest));
}

function pair(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

/** Finer than that is cut off, as `Date` does. */
function thousandths(text: string): number {
  let value = 0;
  for (let at = 0; at < 3; at++) {
    const isDigit = fraction + at < text.length - 3;
    value = value * 10 + (isDigit ? text.charCodeAt(fraction + at) - zero : 0);
  }
  return value;
}
