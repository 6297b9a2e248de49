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
