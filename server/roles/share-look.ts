/** One look for all who ask within so many milliseconds of it; one that failed is nobody's. */
export function shareLook<T>(look: () => Promise<T>, keptMs: number, now: () => number = () => performance.now()): () => Promise<T> {
  let kept: { until: number; answer: Promise<T> } | undefined;
  return () => {
    if (kept && now() < kept.until) return kept.answer;
    const answer = look();
    const mine = { until: now() + keptMs, answer };
    kept = mine;
    answer.catch(() => kept === mine && (kept = undefined));
    return answer;
  };
}
