import type { Returned } from "@stoa/contract";

declare global {
  interface Window {
    /** Codes of tries that this page has begun: the window it opens goes on by itself for these, and asks first for any other. */
    stoaBegun?: Set<string>;
  }
}

export function noteBegun(code: string): void {
  (window.stoaBegun ??= new Set()).add(code);
}

/** Whether the page that opened this window is one of ours and began this try. A stranger's page cannot be read, and so did not. */
export function wasBegunByOpener(code: string): boolean {
  try {
    return (window.opener as Window | null)?.stoaBegun?.has(code) === true;
  } catch {
    return false;
  }
}

const wordOfEnd = "stoa-came-back";

interface CameBack {
  said: typeof wordOfEnd;
  returned: Returned;
}

/** The window's try has ended well: the page that opened it is told what came of it. */
export function tellOpener(returned: Returned): void {
  const word: CameBack = { said: wordOfEnd, returned };
  (window.opener as Window | null)?.postMessage(word, location.origin);
}

/** Hears that a window this page opened is done, from our own origin alone. @returns the end of it */
export function onCameBack(listener: (returned: Returned) => void): () => void {
  const hear = ({ origin, data }: MessageEvent<Partial<CameBack> | null>): void => {
    if (origin === location.origin && data?.said === wordOfEnd && data.returned) listener(data.returned);
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
