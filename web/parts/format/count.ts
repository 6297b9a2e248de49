const whole = new Intl.NumberFormat("en");

/** A whole number with thousands marks: `12,430`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count with its noun: `1 run`, `12,430 runs`; give the plural when adding an s is not enough. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A part of a whole as percent, never rounded up to 100 or down to 0 when it is not so: `99.9 %`. */
export function formatShare(part: number, total: number): string {
  if (total <= 0) return "–";
  const share = (part / total) * 100;
  if (part > 0 && share < 0.1) return "< 0.1 %";
  if (part < total && share > 99.9) return "99.9 %";
  return `${share.toFixed(1).replace(/\.0$/, "")} %`;
}
