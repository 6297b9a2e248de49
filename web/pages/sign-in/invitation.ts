const key = "stoa-invitation";

/** Keeps an invitation in this tab alone, while its browser is at a provider; one without a code is forgotten. */
export function keepInvitation(code: string): void {
  if (code === "") sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, `${location.search}#${code}`);
}

/** The page of the invitation that was kept, with the host whose people it is for. */
export function readInvitation(): string | undefined {
  const kept = sessionStorage.getItem(key);
  return kept === null ? undefined : `/join${kept}`;
}

/** The code that was kept, which is then forgotten. */
export function takeInvitation(): string | undefined {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept?.slice(kept.indexOf("#") + 1);
}
