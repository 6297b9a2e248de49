/** A test that did not run, with the reason it gave; empty when it gave none. */
export interface Skipped {
  name: string;
  reason: string;
}

/**
 * Those that did not run for no good reason. A good one says in its first words what lacks: this kind of user, or this machine (its kernel or
 * control groups), which nothing installed would mend. A missing tool or no reason at all is none.
 */
export function notAccepted(skipped: readonly Skipped[], asRoot = process.getuid?.() === 0): Skipped[] {
  const good = asRoot ? /^(as root|this machine): ./ : /^(as an ordinary user|this machine): ./;
  return skipped.filter(({ reason }) => !good.test(reason));
}
