const key = "stoa-invitation";

/** Keeps an invitation's code in this tab alone, while its browser is at a provider; an empty one is forgotten. */
export function keepInvitation(code: string): void {
  if (code === "") sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, code);
}

export function readInvitation(): string | undefined {
  return sessionStorage.getItem(key) ?? undefined;
}

/** The code that was kept, which is then forgotten. */
export function takeInvitation(): string | undefined {
  const code = readInvitation();
  sessionStorage.removeItem(key);
  return code;
}
