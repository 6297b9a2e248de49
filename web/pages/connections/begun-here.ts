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

/** The window's try is over: the page that opened it asks the server at once what came of it. */
export function tellOpener(): void {
  (window.opener as Window | null)?.postMessage(wordOfEnd, location.origin);
}

/** Hears that a window this page opened is done. @returns the end of it */
export function onCameBack(listener: () => void): () => void {
  const hear = ({ origin, data }: MessageEvent<unknown>): void => {
    if (origin === location.origin && data === wordOfEnd) listener();
  };
  window.addEventListener("message", hear);
  return () => window.removeEventListener("message", hear);
}
