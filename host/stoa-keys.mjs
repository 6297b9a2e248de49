import { createPublicKey } from "node:crypto";

/** @typedef {{ keys: Map<string, import("node:crypto").KeyObject>, readAt: number, triedAt: number }} KeySet */

const freshMs = 600_000;
const betweenMs = 10_000;
/** What was read before serves so long while nobody answers. */
const keptMs = 86_400_000;

/** @type {Map<string, KeySet>} */
const sets = new Map();
/** @type {Map<string, Promise<KeySet>>} */
const reading = new Map();

/**
 * The key of this id in the set at an address. Read anew every ten minutes and at an unknown id, at most every ten seconds.
 * @param {string} url
 * @param {string} kid
 * @throws when there is nothing that may still be used
 */
export async function findKey(url, kid) {
  const kept = sets.get(url);
  const at = performance.now();
  const isFresh = kept !== undefined && at - kept.readAt < freshMs;
  if (isFresh && kept.keys.has(kid)) return kept.keys.get(kid);
  if (kept && at - kept.triedAt < betweenMs) return kept.keys.get(kid);
  try {
    return (await readOnce(url)).keys.get(kid);
  } catch (error) {
    if (!kept || at - kept.readAt > keptMs) throw error;
    kept.triedAt = at;
    return kept.keys.get(kid);
  }
}

/** Several requests at once share one reading. @param {string} url */
function readOnce(url) {
  const going = reading.get(url) ?? read(url).finally(() => reading.delete(url));
  reading.set(url, going);
  return going;
}

/** @param {string} url @returns {Promise<KeySet>} */
async function read(url) {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(5_000), headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const { keys } = /** @type {{ keys: import("node:crypto").webcrypto.JsonWebKey[] }} */ (await response.json());
  const usable = keys.filter((jwk) => jwk.kty === "EC" && jwk.crv === "P-256" && "kid" in jwk);
  const found = new Map(
    usable.map((jwk) => [String(/** @type {{ kid?: unknown }} */ (jwk).kid), createPublicKey({ key: jwk, format: "jwk" })]),
  );
  const at = performance.now();
  const set = { keys: found, readAt: at, triedAt: at };
  sets.set(url, set);
  return set;
}
