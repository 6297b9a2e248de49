/** The prefix of every public id. A public id is `prefix_` + 26 letters of Crockford base32 over the 128 bits of a uuid. */
export const idPrefixes = {
  host: "host",
  side: "side",
  publisher: "pub",
  customer: "cus",
  person: "per",
  token: "tok",
  link: "link",
  login: "log",
  session: "ses",
  integration: "int",
  release: "rel",
  listing: "lst",
  submission: "sub",
  wish: "wsh",
  build: "bld",
  installation: "ins",
  operation: "op",
  run: "run",
  secret: "sec",
  fact: "fact",
  schedule: "sch",
  delivery: "dlv",
  runner: "rnr",
  limit: "lim",
  sideKey: "key",
  keySet: "kst",
  domain: "dom",
  signinProvider: "sip",
  membership: "mem",
  alert: "alr",
  alertChannel: "ach",
  notification: "ntf",
  connection: "con",
  connectionAttempt: "cat",
  providerApp: "app",
  notice: "ntc",
  help: "hlp",
  mail: "mal",
  export: "exp",
  eventAddress: "eva",
  call: "cal",
  webhook: "whk",
  webhookDelivery: "whd",
  message: "msg",
  visit: "vis",
  trace: "trc",
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** The public form of a uuid: `run_01j9...`, 26 letters after the prefix. Two hex digits make the first two letters, each five after them four. */
export function showId(kind: IdKind, uuid: string): string {
  const hex = uuid.replaceAll("-", "");
  let text = letters(hex.slice(0, 2), 2);
  for (let from = 2; from < 32; from += 5) text += letters(hex.slice(from, from + 5), 4);
  return `${idPrefixes[kind]}_${text}`;
}

function letters(hex: string, count: number): string {
  const value = Number.parseInt(hex, 16);
  let text = "";
  for (let shift = 5 * (count - 1); shift >= 0; shift -= 5) text += alphabet.charAt((value >> shift) & 31);
  return text;
}

/** The uuid behind a public id of this kind; undefined when the text is not one. */
export function readId(kind: IdKind, text: string): string | undefined {
  const prefix = `${idPrefixes[kind]}_`;
  if (!text.startsWith(prefix) || text.length !== prefix.length + 26) return undefined;
  let value = 0n;
  for (const letter of text.slice(prefix.length)) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n) return undefined;
  const hex = value.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The short view of a public id: its last six letters. */
export function shortId(id: string): string {
  return id.slice(-6);
}
