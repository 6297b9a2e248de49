import { formatExact, formatRelative } from "./format/time.ts";
import { useNow } from "./use-now.ts";
import { Tip } from "./tip.tsx";

/** A moment (ISO text or milliseconds) as relative time; the exact moment with its zone on hover and focus. */
export function TimeAgo({ at }: { at: string | number }) {
  const now = useNow();
  const moment = typeof at === "number" ? at : Date.parse(at);
  return (
    <Tip label={formatExact(moment)}>
      <time dateTime={new Date(moment).toISOString()} className="number">
        {formatRelative(moment, Math.max(now, 0))}
      </time>
    </Tip>
  );
}
