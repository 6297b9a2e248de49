const keptMs = 1_000;

/**
 * Asks for what a run starts from once a second at most, however many runs start from it: each look at a runtime reads its entry and its folder,
 * each at an artifact its folder. What failed is asked again.
 */
export function remember<Spec, Found>(
  keyOf: (spec: Spec) => string,
  ensure: (spec: Spec) => Promise<Found>,
  now: () => number = () => performance.now(),
): (spec: Spec) => Promise<Found> {
  const known = new Map<string, { found: Promise<Found>; until: number }>();
  return (spec) => {
    const key = keyOf(spec);
    const there = known.get(key);
    if (there && now() < there.until) return there.found;
    for (const [old, { until }] of known) if (now() >= until) known.delete(old);
    const entry = { found: ensure(spec), until: Number.POSITIVE_INFINITY };
    known.set(key, entry);
    entry.found.then(
      () => (entry.until = now() + keptMs),
      () => known.delete(key),
    );
    return entry.found;
  };
}
