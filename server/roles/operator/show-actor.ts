import { showId } from "@stoa/contract";

const kinds: Partial<Record<string, "person" | "token">> = { person: "person", token: "token" };

/** The id people know somebody by; what is neither a person nor a token has none. */
export function showActorId(kind: string, id: string | null): string | null {
  const known = kinds[kind];
  return known === undefined || id === null ? null : showId(known, id);
}
