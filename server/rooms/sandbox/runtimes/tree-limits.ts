/** Generous for a compiler with its libraries, small enough that a runaway stops. */
export const treeLimits = { bytes: 8 * 2 ** 30, entries: 1_000_000 };
