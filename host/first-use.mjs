/** Ids seen by this process, in the order they came, and until when each must be known. @type {Map<string, number>} */
const seen = new Map();

/**
 * Whether the id is new; it is remembered until its token has ended. Only good tokens come here, so there are never more than Stoa sends.
 * @param {string} jti
 * @param {Date} until
 */
export function isFirstUse(jti, until) {
  forget(until.getTime());
  if (seen.has(jti)) return false;
  seen.set(jti, until.getTime());
  return true;
}

/** What ended before a token of now began. Two minutes is the longest any lives. @param {number} until */
function forget(until) {
  for (const [jti, ends] of seen) {
    if (ends > until - 180_000) return;
    seen.delete(jti);
  }
}
