import type { RunnerDeps } from "./runner-deps.ts";

type Ensure = RunnerDeps["ensureRuntime"];

const keptMs = 1_000;

/** Asks for a runtime once a second at most, however many runs start from it: each look reads its entry and its folder. What failed is asked again. */
export function rememberRuntimes(ensure: Ensure, now: () => number = () => performance.now()): Ensure {
  const known = new Map<string, { runtime: ReturnType<Ensure>; until: number }>();
  return (spec) => {
    const key = JSON.stringify([spec.base, spec.packages]);
    const found = known.get(key);
    if (found && now() < found.until) return found.runtime;
    for (const [old, { until }] of known) if (now() >= until) known.delete(old);
    const entry = { runtime: ensure(spec), until: Number.POSITIVE_INFINITY };
    known.set(key, entry);
    entry.runtime.then(
      () => (entry.until = now() + keptMs),
      () => known.delete(key),
    );
    return entry.runtime;
  };
}
