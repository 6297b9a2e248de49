const restMs = 5 * 60_000;
const keyOf = (origin: string): string => `stoa-failed ${origin}`;

/** Remembers in this tab that nothing of ours came from there: the next openings do not wait for it again. */
export function noteFailed(origin: string): void {
  try {
    sessionStorage.setItem(keyOf(origin), String(Date.now()));
  } catch {
    // Without storage each opening tries anew.
  }
}

export function failedLately(origin: string): boolean {
  try {
    const ago = Date.now() - Number(sessionStorage.getItem(keyOf(origin)));
    return ago >= 0 && ago < restMs;
  } catch {
    return false;
  }
}
