import { failureTable, type FailureClass } from "@stoa/contract";

interface Case {
  failureClass: FailureClass;
  rule: string;
  text: string;
  host?: string | undefined;
}

const upstreamSentences: [RegExp, string][] = [
  [/refused|ECONNREFUSED/i, "refused the connection"],
  [/certificate|x509|CERT_|self.signed|SSL_?Error|(?:ssl|tls) handshake/i, "showed a certificate that cannot be trusted"],
  [/\b429\b|too many requests|rate.?limit|quota/i, "says that it was asked too often"],
  [/resol|getaddrinfo|ENOTFOUND|EAI_AGAIN|no such host|name or service/i, "could not be found by its name"],
  [/time(?:d)?.?out|deadline/i, "did not answer in time"],
  [/reset|closed|EPIPE|broken pipe|hang ?up|disconnect|eof/i, "broke off the connection"],
  [/\b5[0-9][0-9]\b|internal server error|unavailable|bad gateway/i, "answered with an error of its own"],
];

/** One plain sentence: what happened, and whose move it is. */
export function sentenceFor(found: Case): string {
  const byRule = ruleSentence(found);
  if (byRule) return byRule;
  if (found.failureClass === "upstream") {
    const what = upstreamSentences.find(([pattern]) => pattern.test(found.text))?.[1] ?? "could not be reached";
    return `${serverIn(found.text) ?? "The other service"} ${what}; a later run may work.`;
  }
  if (found.failureClass === "configuration" && /\b404\b|not found/i.test(found.text)) {
    return `${serverIn(found.text) ?? "The other service"} does not have what the settings name; change them and run again.`;
  }
  if (found.failureClass === "credentials") {
    return `${serverIn(found.text) ?? "The other service"} refused the credentials; connect the account again.`;
  }
  return failureTable[found.failureClass].sentence;
}

function ruleSentence({ rule, host, failureClass }: Case): string | undefined {
  switch (rule) {
    case "undeclared-host":
    case "hit-policy":
      return host && `The integration tried to reach ${host}, which it has not declared; its publisher has to declare it.`;
    case "hit-pids":
      return "The run started more processes than allowed and was stopped; its publisher has to mend it.";
    case "hit-disk":
      return "The run wrote more than its disk holds and was stopped; its publisher has to mend it.";
    case "hit-output":
      return "The run wrote more log than allowed and was stopped; its publisher has to mend it.";
    case "exit-126":
    case "exit-127":
    case "command-not-found":
      return "A command the integration needs is missing from its runtime; its publisher has to add it.";
    case "error-level":
      return failureClass === "integration"
        ? "The integration logged an error, though it reported success; its publisher has to look at it."
        : undefined;
    default:
      return undefined;
  }
}

const address =
  /\b(?:https?|ftps?|sftp|imaps?|smtps?|postgres(?:ql)?|mysql|redis|ldaps?):\/\/(?:[^\s@/]{1,100}@)?([a-z0-9][a-z0-9.-]{0,200}[a-z0-9])(?::([0-9]{1,5}))?/i;
const hostField = /\bhost(?:name)?[=:] ?['"]?([a-z0-9][a-z0-9.-]{1,200})['"]?(?:, port=([0-9]{1,5}))?/i;

/** The server a line speaks of, as `host` or `host:port`. */
function serverIn(text: string): string | undefined {
  const found = address.exec(text) ?? hostField.exec(text);
  return found?.[1] && (found[2] ? `${found[1]}:${found[2]}` : found[1]);
}
