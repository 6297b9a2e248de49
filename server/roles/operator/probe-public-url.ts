/** What answers at the public address, asked from this machine. */
export type Probe =
  | { kind: "us" }
  /** Something answers that is not this process. */
  | { kind: "other"; text: string }
  /** Nothing here can tell: a name that does not resolve, a refused or unsafe connection, silence. */
  | { kind: "failed"; text: string };

const patience = 3_000;
const keepMs = 60_000;

/** Asks the public address for this process's own health, at most once a minute. */
export function openProbe(publicUrl: string, instance: string): () => Promise<Probe> {
  let last: { at: number; probe: Promise<Probe> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > keepMs) last = { at: now, probe: probePublicUrl(publicUrl, instance) };
    return last.probe;
  };
}

async function probePublicUrl(publicUrl: string, instance: string): Promise<Probe> {
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { redirect: "manual", signal: AbortSignal.timeout(patience) });
    if (answer.status >= 300 && answer.status < 400)
      return { kind: "other", text: `It sends visitors on to ${answer.headers.get("location") ?? "nowhere"}.` };
    const text = (await answer.text()).slice(0, 10_000);
    if (text.includes(instance)) return { kind: "us" };
    return { kind: "other", text: `Another server answers there (${answer.status}).` };
  } catch (error) {
    return { kind: "failed", text: reasonOf(error) };
  }
}

const reasons: Record<string, string> = {
  ENOTFOUND: "Its name does not resolve.",
  EAI_AGAIN: "Its name does not resolve just now.",
  ECONNREFUSED: "Nothing listens there.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another name.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is signed by itself, so this machine does not trust it.",
  SELF_SIGNED_CERT_IN_CHAIN: "This machine does not know the authority that signed its certificate.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate comes without the one that signed it.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "This machine does not know the authority that signed its certificate.",
  ERR_SSL_WRONG_VERSION_NUMBER: "It speaks plain http there, not https.",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "It speaks plain http there, not https.",
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `It did not answer within ${patience / 1000} s.`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? `The connection failed (${code || "unknown fault"}).`;
}
