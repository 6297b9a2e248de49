const key = "stoa-invitation";

/** Keeps an invitation's code in this tab alone, while its browser is at a provider; an empty one is forgotten. */
export function keepInvitation(code: string): void {
  if (code === "") sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, code);
}

/** The code that was kept, which is then forgotten. */
export function takeInvitation(): string | undefined {
  const code = sessionStorage.getItem(key) ?? undefined;
  sessionStorage.removeItem(key);
  return code;
}
