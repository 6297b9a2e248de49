const key = "stoa.session";

/** True when another product shows this page in a frame, where cookies of ours cannot be relied on. */
export const inFrame = window.self !== window.top;

let kept: string | undefined;

/** The session's secret inside a frame: kept for this tab only, so that a reload stays signed in. */
export function readFrameToken(): string | undefined {
  if (!inFrame) return undefined;
  try {
    return (kept ??= sessionStorage.getItem(key) ?? undefined);
  } catch {
    return kept;
  }
}

export function keepFrameToken(token: string): void {
  kept = token;
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Storage is off in this frame: the session lasts as long as the page.
  }
}

export function dropFrameToken(): void {
  kept = undefined;
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
