/** Rows as CSV (RFC 4180, CRLF). A cell that a spreadsheet would run as a formula gets an apostrophe before it. */
export function toCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map(toCsvLine).join("\r\n") + "\r\n";
}

/** One row of it, without its end. */
export function toCsvLine(row: readonly string[]): string {
  return row.map(cell).join(",");
}

/** A spreadsheet may part cells at semicolons, commas, tabs and line breaks even within quotes, as a German one does; so each beginning counts. */
function cell(text: string): string {
  const safe = /^-?\d+(\.\d+)?$/.test(text) ? text : text.replaceAll(/(^|[;,\t\r\n]"?)(?=[=+\-@\t\r])/g, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
