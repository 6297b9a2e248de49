import type { EmbedSessionView } from "@stoa/contract";

/** A session of a customer's person that renews itself. */
export interface KeptSession {
  /** The bearer secret; signs in at first, and again a moment before the session ends. Several callers at once share one sign-in. */
  token(): Promise<string>;
  /** The same, with all that signing in told. */
  view(): Promise<EmbedSessionView>;
  /** Leaves the session: the next `token()` signs in anew. */
  drop(): void;
}

const earlyMs = 30_000;

/** Keeps the session that `signIn` gives, in memory only. What it rejects with is passed on, and tried again the next time. */
export function keepSession(signIn: () => Promise<EmbedSessionView>): KeptSession {
  let kept: Promise<EmbedSessionView> | undefined;
  let until = 0;
  const begin = (): Promise<EmbedSessionView> => {
    until = Number.POSITIVE_INFINITY;
    const session = signIn();
    session.then(
      ({ expiresIn }) => (until = performance.now() + expiresIn * 1000 - earlyMs),
      () => (kept = undefined),
    );
    return session;
  };
  const view = (): Promise<EmbedSessionView> => {
    if (kept === undefined || performance.now() > until) kept = begin();
    return kept;
  };
  return {
    view,
    token: async () => (await view()).token,
    drop() {
      kept = undefined;
    },
  };
}
