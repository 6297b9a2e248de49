import type { Endpoint } from "../document.ts";
import type { Kind } from "../kinds.ts";
import type { Place } from "../open-place.ts";
import { forbiddenWords, isForeign, type Line } from "../world/line.ts";
import type { Asker } from "./plan.ts";
import { acrossSides } from "./public.ts";

type Of = Pick<Asker, "scope" | "line">;

/** For whoever asks at an endpoint, words and ids of others that no answer may hold. */
export function hiddenFrom({ lines }: Pick<Place, "lines">): (asker: Of, endpoint: Endpoint) => string[] {
  const known = new Map<string, string[]>();
  return ({ scope, line }, endpoint) => {
    const key = `${scope ?? "nobody"} ${line.name}`;
    const found = known.get(key) ?? [...forbiddenWords(scope, line, lines), ...foreignIds(scope, line, lines)];
    known.set(key, found);
    if (acrossSides[endpoint.name] === undefined) return found;
    const shown = new Set(
      lines.filter(({ camp }) => camp === line.camp).flatMap(({ canaries, ids }) => [canaries.side, ...Object.values(ids)]),
    );
    return found.filter((one) => !shown.has(one));
  };
}

function foreignIds(scope: Of["scope"], own: Line, lines: readonly Line[]): string[] {
  if (scope === undefined || scope === "operator") return [];
  const ids = lines.flatMap((line) =>
    (Object.keys(line.ids) as Kind[]).filter((kind) => isForeign(scope, own, line, kind)).map((kind) => line.ids[kind]),
  );
  return [...new Set(ids)].filter((id) => /_[0-9a-z]{26}$/.test(id));
}
