import { countOf } from "./format/count.ts";
import { formatBytes } from "./format/bytes.ts";
import { formatDuration } from "./format/duration.ts";
import { formatMoney } from "./format/money.ts";

/** Milliseconds as `1 m 12 s`. */
export function Duration({ milliseconds }: { milliseconds: number }) {
  return <span className="number">{formatDuration(milliseconds)}</span>;
}

/** Bytes with their unit. */
export function Bytes({ bytes }: { bytes: number }) {
  return (
    <span className="number" title={countOf(bytes, "byte")}>
      {formatBytes(bytes)}
    </span>
  );
}

/** Integer micro-units with their currency. */
export function Money({ micros, currency }: { micros: number | bigint; currency: string }) {
  return <span className="number">{formatMoney(micros, currency)}</span>;
}
