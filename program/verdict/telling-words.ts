/*
 * One of these stands in every line that a default rule, a recovery or a cause could speak of, whatever its case; a test holds the patterns to
 * it. A space stands for any white space. Lines without one need not be looked at, and most of a log is such lines.
 */
const words = [
  ..."error critical fatal severe emerg panic alert".split(" "),
  ..."attempt retry retri tries reconnect again fallback failover recovered traceback goroutine unhandled uncaught killed".split(" "),
  ..."econn etimedout ehostunreach enetunreach eai_again enotfound epipe esockettimedout und_err enomem".split(" "),
  ..."getaddrinfo unknownhost nodename misbehaving unreachable resolve resolution timeout time-out timedout handshake certificate".split(
    " ",
  ),
  ..."connection forbidden authenti authori noauth wrongpass login logon credential accessdenied insufficient signaturedoesnotmatch".split(
    " ",
  ),
  ..."invalid wrong incorrect expired revoked rejected refused missing unknown unsupported unrecogni unexpected unavailable".split(" "),
  ..."overloaded busy ssl_error x509 nosuchbucket bad_alloc bad_ outofmemory nullpointer classnotfound fail".split(" "),
  ..."stoa_cfg stoa_secret pan_cfg pan_sec ratelimit hangup".split(" "),
  "\u001b",
  "sender address",
  "recipient address",
  "mailbox",
  "5.1.",
  "core dumped",
  "segmentation fault",
  "exception in thread",
  "node.js v",
  "out of memory",
  "cannot",
  "can't",
  "could not",
  "couldn't",
  "unable to",
  "gc overhead",
  "client error",
  "auth ",
  "log in",
  "bad ",
  "not accepted",
  "access denied",
  "permission denied",
  "no password",
  "535",
  "no route to host",
  "host is down",
  "is down",
  "server down",
  "server closed",
  "server disconnected",
  "name or service",
  "no such",
  "temporary failure",
  "translate host name",
  "max retries",
  "remote end closed",
  "remotely closed",
  "peer closed",
  "hang up",
  "broken pipe",
  "timed out",
  "deadline exceeded",
  "gateway time",
  "web server",
  "too many",
  "rate limit",
  "rate-limit",
  "quota exceeded",
  "database system is",
  "self signed",
  "self-signed",
  "required",
  "not set",
  "not found",
  "n't found",
  "not exist",
  "n't exist",
  "empty",
  "not valid",
  " must",
  "no module",
  "no host",
  "didn't find",
  "not configured",
  "config error",
  "configuration error",
  ...["required", "setting", "config", "environment", "option", "url", "uri", "address", "port", "date", "time", "e-mail", "email"].map(
    (noun) => `no ${noun}`,
  ),
  ...["calendar", "folder", "bucket", "database", "project", "account"].map((noun) => `no ${noun}`),
];

const digits = [..."0123456789"];
/** A status, or a level too short to stand alone, behind what parts it from its name. */
const values = [..." :=('\""].flatMap((before) =>
  ["err", "crit", "401", "403", "404", "429", "50", "60", ...digits.flatMap((ten) => digits.map((one) => `5${ten}${one}`))].map(
    (value) => before + value,
  ),
);

const space = 32;
const lineFeed = 10;
const classBits = 6;
/** The state behind a whole word; the beginning is 0. */
const told = 1;

/** Follows all words at once, a step a byte (Aho and Corasick 1975). */
interface Automaton {
  classes: Uint8Array;
  /** The state after `state << classBits | class`. */
  next: Uint16Array;
}

let made: Automaton | undefined;

/** White space, and what belongs to no ASCII letter, counts as a space; letters have no case. */
function plain(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return byte >= 128 || byte === 9 || (byte >= 11 && byte <= 13) ? space : byte;
}

function makeAutomaton(): Automaton {
  const wanted = [...words, ...values].map((word) => Buffer.from(word, "latin1"));
  const letters = [...new Set(wanted.flatMap((word) => [...word]))];
  const classes = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) classes[byte] = letters.indexOf(plain(byte)) + 1;
  if (letters.length >= 1 << classBits) throw new Error("more letters in telling words than classes");
  return {
    classes,
    next: follow(
      growTrie(
        wanted.map((word) => [...word].map((byte) => classes[byte] ?? 0)),
        letters.length,
      ),
    ),
  };
}

type Trie = Map<number, number>[];

/** State 1 is the end of every word. */
function growTrie(wanted: readonly number[][], classCount: number): { trie: Trie; classCount: number } {
  const trie: Trie = [new Map(), new Map()];
  for (const word of wanted) {
    let state = 0;
    for (const [index, letter] of word.entries()) {
      const known = trie[state]?.get(letter);
      if (known === told) break;
      const isEnd = index === word.length - 1;
      const next = isEnd ? told : (known ?? trie.push(new Map()) - 1);
      trie[state]?.set(letter, next);
      state = next;
    }
  }
  return { trie, classCount };
}

function follow({ trie, classCount }: { trie: Trie; classCount: number }): Uint16Array {
  const next = new Uint16Array(trie.length << classBits);
  const failed = new Uint16Array(trie.length);
  const queue = [0];
  for (let turn = 0; turn < queue.length; turn++) {
    const state = queue[turn] as number;
    const back = failed[state] as number;
    for (let letter = 0; letter <= classCount; letter++) {
      const fallen = state === 0 ? 0 : (next[(back << classBits) | letter] as number);
      const child = trie[state]?.get(letter);
      const reached = child === undefined || fallen === told ? fallen : child;
      next[(state << classBits) | letter] = reached;
      if (child === undefined || reached !== child || child === told) continue;
      failed[child] = fallen;
      queue.push(child);
    }
  }
  return next;
}

/**
 * Goes through whole lines, each ending in a line feed. @param tell is called for each line that holds a telling word, with its place in the
 * bytes (its line feed left out) and how many lines stand before it. @returns how many lines there are
 */
export function skimLines(bytes: Uint8Array, tell: (start: number, end: number, index: number) => void): number {
  made ??= makeAutomaton();
  const { classes, next } = made;
  let state = 0;
  let start = 0;
  let count = 0;
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place] as number;
    if (byte === lineFeed) {
      state = 0;
      start = place + 1;
      count++;
      continue;
    }
    state = next[(state << classBits) | (classes[byte] as number)] as number;
    if (state !== told) continue;
    const found = bytes.indexOf(lineFeed, place);
    const end = found < 0 ? bytes.length : found;
    tell(start, end, count);
    state = 0;
    place = end - 1;
  }
  return count;
}
