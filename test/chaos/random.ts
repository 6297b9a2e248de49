/** Numbers in [0, 1) that the seed decides (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every one once, in random order, then any. */
export function endless<T>(all: readonly T[], random: () => number): () => T {
  const left = [...all];
  return () => {
    const from = left.length > 0 ? left : all;
    const index = Math.floor(random() * from.length);
    const chosen = left.length > 0 ? left.splice(index, 1)[0] : from[index];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  };
}
