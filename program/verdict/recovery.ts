const retried =
  /\bretry(?:ing)?\b|\bwill (?:re)?try\b|\btry(?:ing)? again\b|\bagain in [0-9]|\bbacking off\b|\breconnecting\b|\bwaiting [0-9]/i;
const ignored =
  /\bignor(?:ed|ing)\b|\bskipp(?:ed|ing)\b|\bfall(?:ing)? back\b|\bnon-?fatal\b|\bharmless\b|\bas expected\b|\bexpected (?:failure|error)\b|\bhandled\b|\busing (?:default|cached)\b/i;
const attempt = /\b(?:attempt|try|retry) #?([0-9]{1,4}) ?(?:of|\/) ?([0-9]{1,4})\b/i;
const final =
  /\bgiv(?:ing|en) up\b|\bgave up\b|\bno more (?:retries|attempts)\b|\b(?:not|won't|will not|without) retry|\bretries? (?:exhausted|exceeded|failed)\b|\blast attempt\b|\baborted\b|\babandon/i;
const zero = /\b(?:0|no|zero|without) (?:errors?|failures?|failed|problems?|faults?)\b|\berrors?[ =:]{1,3}0\b/i;
const benign = /\bUnclosed (?:client session|connector|connection|transport)\b|\bdeprecat/i;

/** True for an error line that says itself that it is not the end: tried again, ignored, or a count of nothing. */
export function isSoftened(text: string): boolean {
  if (zero.test(text) || benign.test(text)) return true;
  if (final.test(text)) return false;
  const numbers = attempt.exec(text);
  if (numbers) return Number(numbers[1]) < Number(numbers[2]);
  return retried.test(text) || ignored.test(text);
}

const again = /\b(?:attempt|retry|retries|retried|tries|reconnect(?:ed)?|second try|again|fallback|failover)\b/i;
const worked = /\b(?:succeeded|success|successful|successfully|ok|worked|recovered)\b/i;
const outright = /\b(?:recovered|reconnected)\b|\bok after [0-9]{1,4} (?:failures?|attempts?|retries|tries)\b/i;
const negated = /\b(?:not|no|without|never|un|0) ?(?:succe|ok\b|worked|recovered|reconnected)/i;

/** True for a line that says a new attempt worked, which makes good the errors before it. */
export function isRecovery(text: string): boolean {
  if (negated.test(text)) return false;
  return outright.test(text) || (again.test(text) && worked.test(text));
}
