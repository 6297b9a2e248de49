/** Why something was not taken, in words that are safe to show. */
export class DeliveryFault extends Error {}

const reasons: Record<string, string> = {
  ENOTFOUND: "Its name does not resolve: is the name right, and has this machine a network?",
  EAI_AGAIN: "No name can be resolved: this machine seems to have no network.",
  EDNS: "Its name does not resolve: is the name right, and has this machine a network?",
  ENETUNREACH: "There is no way there: this machine seems to have no network.",
  EHOSTUNREACH: "There is no way there from this machine.",
  ECONNREFUSED: "Nothing listens there.",
  ECONNRESET: "It broke the connection off.",
  ETIMEDOUT: "It did not answer in time.",
  ABORT_ERR: "It did not answer in time.",
  EAUTH: "The mail server refused the user or the password.",
  ETLS: "The mail server does not speak TLS there.",
  EENVELOPE: "The mail server refused the sender or a recipient.",
  EMESSAGE: "The mail server refused the message.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another name.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is signed by itself, so this machine does not trust it.",
  SELF_SIGNED_CERT_IN_CHAIN: "This machine does not know the authority that signed its certificate.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate comes without the one that signed it.",
  EPROTO: "It speaks no TLS there.",
};

/** A sentence for people; never a secret, as it comes from a closed list of words, a number of the server's, or our own texts. */
export function faultText(fault: unknown): string {
  if (fault instanceof DeliveryFault) return fault.message;
  const codes = codesOf(fault);
  const known = codes.map((code) => reasons[code]).find((text) => text !== undefined);
  const status =
    fault instanceof Error && "responseCode" in fault && typeof fault.responseCode === "number" ? ` (${fault.responseCode})` : "";
  return `${known ?? `It failed (${codes[0] ?? "unknown fault"}).`}${status}`;
}

/** The most telling first: what nodemailer calls ESOCKET has the system's code inside. */
function codesOf(fault: unknown): string[] {
  if (!(fault instanceof Error)) return [];
  const inner = fault instanceof AggregateError ? fault.errors.flatMap(codesOf) : codesOf(fault.cause);
  const own = "code" in fault ? [String(fault.code)] : fault.name === "TimeoutError" ? ["ETIMEDOUT"] : [];
  const said = Object.keys(reasons).filter((code) => fault.message.includes(code));
  return [...inner, ...said, ...own];
}
