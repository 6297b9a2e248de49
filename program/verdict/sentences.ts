import { failureTable, type FailureClass } from "@stoa/contract";
import type { Account } from "./blamed.ts";

interface Case {
  failureClass: FailureClass;
  rule: string;
  text: string;
  host?: string | undefined;
  /** The accounts that may be meant where credentials were refused. */
  accounts?: Account[];
  /** The title of the one setting the line names. */
  setting?: string | undefined;
  /** The setting for an address that the line names. */
  service?: string | undefined;
  /** The title of the field whose e-mail address was refused; empty where that is not known, undefined where none was refused. */
  mail?: string | undefined;
  /** The setting by which the server was found that the line speaks of. */
  address?: { title: string; place: { host: string; port: number } | null } | undefined;
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
    const named = found.service === undefined ? undefined : `"${found.service}"`;
    return `${serverIn(found.text) ?? named ?? "The other service"} ${what}; a later run may work.`;
  }
  if (found.failureClass === "configuration") return settingSentence(found);
  if (found.failureClass === "credentials") return refusal(found.accounts ?? [], serverIn(found.text));
  return failureTable[found.failureClass].sentence;
}

/** Which setting is to be looked at, as far as the line tells. */
function settingSentence({ text, address, setting, mail }: Case): string {
  if (mail === "") return "The mail server does not accept an e-mail address; check those in the settings, and those it writes to.";
  if (mail !== undefined) return `What stands in "${mail}" is no e-mail address that the mail server accepts; correct it in the settings.`;
  if (/\b404\b|not found/i.test(text)) {
    if (address?.place)
      return `The server in "${address.title}", ${address.place.host}:${address.place.port}, does not have what was asked for; check that setting and run again.`;
    return `${serverIn(text) ?? "The other service"} does not have what the settings name; change them and run again.`;
  }
  if (setting !== undefined) return `The setting "${setting}" does not work; change it and run again.`;
  return failureTable.configuration.sentence;
}

/** Who refused what, and where it is mended: an account that was connected is connected again, what was entered is entered again. */
function refusal([account, ...others]: Account[], server: string | undefined): string {
  if (account && others.length === 0) return refusedAccount(account);
  const either = [account, ...others].filter((one) => one !== undefined);
  if (server === undefined && either.length > 0 && either.length <= 3) {
    const names = either.map(({ title }) => title);
    return `${names.slice(0, -1).join(", ")} or ${names.at(-1)} refused what it was given; look at each in the settings.`;
  }
  return `${server ?? "The other service"} refused the credentials; enter them again in the settings, or connect the account again.`;
}

function refusedAccount({ title, kind, fields }: Account): string {
  if (fields.length === 0) return `${title} does not accept the connected account; connect it again in the settings.`;
  switch (kind) {
    case "api-key":
      return `${title} does not accept this integration's API key; make a new one there and enter it in the settings.`;
    case "token":
      return `${title} does not accept this integration's token; make a new one there and enter it in the settings.`;
    case "basic":
      return `${title} does not accept the user name or password; enter them again in the settings.`;
    case "field":
      return `"${title}" was not accepted; enter it again in the settings.`;
    default:
      return `${title} does not accept what was entered for it; enter it again in the settings.`;
  }
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
export function serverIn(text: string): string | undefined {
  const found = address.exec(text) ?? hostField.exec(text);
  return found?.[1] && (found[2] ? `${found[1]}:${found[2]}` : found[1]);
}
