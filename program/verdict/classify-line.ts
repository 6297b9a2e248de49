import type { FailureClass } from "@stoa/contract";
import type { RuleId } from "./rules.ts";

export interface Signal {
  failureClass: FailureClass;
  rule: RuleId;
}

/* Every pattern is an alternation of fixed words with bounded gaps, so matching stays linear in the line. */
const memory =
  /\bout of memory\b|\bMemoryError\b|\bOutOfMemoryError\b|\bheap out of memory\b|\bcannot allocate memory\b|\bstd::bad_alloc\b|\bENOMEM\b|\bGC overhead limit\b/i;

const credentials = new RegExp(
  [
    String.raw`\b40[13] (?:client error|unauthori[sz]ed|forbidden|authorization required)\b`,
    String.raw`\b(?:http(?:/[0-9.]{1,3})?|status(?:[ _]?code)?|response|returned|code|error)[ :=('"]{1,4}40[13]\b`,
    String.raw`\bunauthori[sz]ed\b|\bnot authori[sz]ed\b|\bauthori[sz]ation (?:failed|required|denied)\b`,
    String.raw`\bauth(?:entication)? (?:failed|failure|error|unsuccessful|denied|credentials invalid|rejected|required)\b|\bAuthenticationError\b|\bauthentication_failed\b`,
    String.raw`\b(?:failed|unable|cannot|could not) to (?:authenticate|log ?in)\b`,
    String.raw`\b(?:invalid|bad|wrong|incorrect|expired|revoked|rejected|missing) (?:or (?:missing|expired) )?(?:api[ _-]?key|(?:access |refresh |bearer )?token|credentials?|password|passphrase|username|user name|login|client secret|signature|account)\b`,
    String.raw`\b(?:api[ _-]?key|token|credentials?|password|passphrase) (?:is |was |are |has |have )?(?:been )?(?:invalid|incorrect|wrong|expired|revoked|rejected|not accepted|refused)\b`,
    String.raw`\binvalid_(?:grant|client|token|api_key|auth)\b|\btoken_expired\b|\bbad_credentials\b`,
    String.raw`\blogin (?:failed|incorrect|denied|failure|refused)\b|\blogon failure\b|\baccess denied\b|\bAccessDenied\b|\bpermission denied \(publickey`,
    String.raw`\bpassword authentication failed\b|\bno password supplied\b|\bNOAUTH\b|\bWRONGPASS\b|\b535[ -]5\.7\b|\bcould not read (?:username|password)\b`,
    String.raw`\bwrong password or no key found\b|\bInvalidAccessKeyId\b|\bSignatureDoesNotMatch\b|\binsufficient (?:scope|permissions?|privileges?)\b`,
  ].join("|"),
  "i",
);

const upstream = new RegExp(
  [
    String.raw`\bconnection (?:was |is |has been |to \S{1,200} )?(?:refused|reset|timed out|aborted|closed|lost|failed|error|terminated)\b|\bconnection attempt failed\b`,
    String.raw`\b(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|EPIPE|ESOCKETTIMEDOUT|UND_ERR_[A-Z_]{1,40})\b`,
    String.raw`\bno route to host\b|\bnetwork is unreachable\b|\bhost is unreachable\b|\bhost is down\b`,
    String.raw`\btemporary failure in name resolution\b|\bname or service not known\b|\bcould not resolve\b|\bfailed to resolve\b|\bno such host\b|\bnodename nor servname\b|\bgetaddrinfo\b|\bUnknownHostException\b|\bunable to resolve\b|\bcannot resolve\b|\bserver misbehaving\b`,
    String.raw`\b(?:could not|couldn't|cannot|can't|failed to|unable to) (?:connect|open a connection|establish a (?:new )?connection|reach|contact)\b`,
    String.raw`\bmax retries exceeded\b|\bremote end closed\b|\bserver closed the connection\b|\bserver disconnected\b|\bremotely closed\b|\bunexpected(?:ly)? (?:eof|closed|disconnect)\b|\bpeer closed\b|\bsocket hang ?up\b|\bbroken pipe\b`,
    String.raw`\b(?:read|connect|connection|request|operation|socket|i/o|gateway|handshake)[ -]?time(?:d ?out|-?out)\b|\btimed out\b|\btimeout (?:was reached|exceeded|expired|waiting|awaiting|of [0-9])|\bdeadline exceeded\b|\b(?:Read|Connect)?Timeout(?:Error|Exception)?:`,
    String.raw`\b(?:http(?:/[0-9.]{1,3})?|status(?:[ _]?code)?|response|returned|code|error)[ :=('"]{1,4}(?:5[0-9][0-9]|429)\b`,
    String.raw`\b(?:500|502|503|504|52[0-9]) (?:server error|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|web server)|\b429 (?:client error|too many requests)`,
    String.raw`\binternal server error\b|\bbad gateway\b|\bservice (?:temporarily )?unavailable\b|\btoo many requests\b|\brate[ -]?limit(?:ed| exceeded| reached)\b|\bquota exceeded\b|\bserver (?:is )?(?:overloaded|busy|down)\b|\bthe database system is (?:starting up|shutting down)\b|\btoo many (?:clients|connections)\b`,
    String.raw`\bcertificate (?:verify failed|has expired|is not trusted|verification failed)\b|\bSSL_ERROR|\bssl handshake\b|\btls handshake\b|\bSSLError\b|\bx509:|\bCERT_HAS_EXPIRED\b|\bself[- ]signed certificate\b`,
  ].join("|"),
  "i",
);

const configuration = new RegExp(
  [
    String.raw`\b(?:missing|unknown|invalid|unsupported|bad|no|wrong|unrecogni[sz]ed) (?:required )?(?:settings?|config(?:uration)?(?: (?:value|key|file|option|entry))?|environment variables?|option value|url|uri|address|hostname|port|date format|time ?zone|e-?mail address|calendar|folder|bucket|database|project|account id)\b`,
    String.raw`\b(?:setting|config(?:uration)?|environment variable|option|field) \S{1,80} (?:is |was )?(?:missing|required|not set|not found|invalid|empty|not valid|must)\b`,
    String.raw`\b(?:STOA_CFG|STOA_SECRET|PAN_CFG|PAN_SEC)_[A-Z0-9_]{1,80}\b`,
    String.raw`\b(?:database|role|relation|schema|collection|bucket|folder|mailbox|calendar|project|repository|channel|table) ["'\x60]?\S{1,200} (?:does not|doesn't|not) (?:exist|found)\b|\bNoSuchBucket\b|\bno such (?:bucket|table|database|mailbox|folder|project|column|calendar|section)\b|\bunknown database\b`,
    String.raw`\b404 (?:client error|not found)\b|\b(?:http(?:/[0-9.]{1,3})?|status(?:[ _]?code)?|response|returned|code|error)[ :=('"]{1,4}404\b|\brepository not found\b`,
    String.raw`\bunsupported protocol scheme\b|\bno host (?:supplied|given|specified)\b|\bMissingSchema\b|\bInvalidURL\b|\bERR_INVALID_URL\b|\bunknown url type\b|\binvalid literal for url\b|\bbad hostname\b|\bdidn't find section in config file\b|\bdirectory not found\b|\bnot configured\b|\bconfig(?:uration)? error\b|\berror in config(?:uration)?\b`,
  ].join("|"),
  "i",
);

/** A mail server's words for an e-mail address it does not take, by any of the codes it has for that. */
const mailAddress = new RegExp(
  [
    String.raw`\b(?:bad|invalid) (?:sender|recipient) address\b|\b(?:sender|recipient) address (?:rejected|syntax|invalid)\b|\b5\.1\.[1238]\b`,
    String.raw`\b55[013]\b.{0,60}\b(?:user unknown|unknown user|no such user|mailbox (?:not found|unavailable)|invalid recipient)\b`,
  ].join("|"),
  "i",
);
export const refusesMail = (text: string): boolean => mailAddress.test(text);

const signals: { pattern: RegExp; signal: Signal }[] = [
  { pattern: memory, signal: { failureClass: "memory", rule: "log-memory" } },
  { pattern: mailAddress, signal: { failureClass: "configuration", rule: "log-configuration" } },
  { pattern: credentials, signal: { failureClass: "credentials", rule: "log-credentials" } },
  { pattern: upstream, signal: { failureClass: "upstream", rule: "log-upstream" } },
  { pattern: configuration, signal: { failureClass: "configuration", rule: "log-configuration" } },
];

/** What a line says about the cause of a failure; undefined when it says nothing. It never decides whether there is one. */
export function classifyLine(text: string, disabled: ReadonlySet<string> = new Set()): Signal | undefined {
  return signals.find(({ pattern, signal }) => !disabled.has(signal.rule) && pattern.test(text))?.signal;
}

const unresolved = [
  /\bcould not resolve host(?:name)?:? ["']?([a-z0-9.-]+)/i,
  /\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([a-z0-9.-]+)/i,
  /\blookup ([a-z0-9.-]+)[^:]{0,80}: (?:no such host|server misbehaving|temporary failure)/i,
  /\bhost='([a-z0-9.-]+)'.{0,2000}(?:name resolution|name or service not known|failed to resolve)/i,
  /\bUnknownHostException: ([a-z0-9.-]+)/i,
  /\btranslate host name "([a-z0-9.-]+)"/i,
  /\b(?:failed|unable) to resolve (?:host(?:name)? )?(?:address )?["']?([a-z0-9.-]+\.[a-z0-9-]+)/i,
];

/** The host a line says could not be found by name. */
export function unresolvedHost(text: string): string | undefined {
  for (const pattern of unresolved) {
    const found = pattern.exec(text)?.[1];
    if (found) return found.toLowerCase().replace(/\.$/, "");
  }
  return undefined;
}
