import { languageNow } from "./language.ts";
import { t } from "./t.ts";

/** The platform's own sentences about failed runs, as it writes them, and how a reader's language says each. */
const sentences: [RegExp, string][] = [
  [
    /^(?<title>.+) does not accept this integration's API key;/,
    t("{title} does not accept this integration's API key; make a new one there and enter it in the settings."),
  ],
  [
    /^(?<title>.+) does not accept this integration's token;/,
    t("{title} does not accept this integration's token; make a new one there and enter it in the settings."),
  ],
  [
    /^(?<title>.+) does not accept the user name or password;/,
    t("{title} does not accept the user name or password; enter them again in the settings."),
  ],
  [
    /^(?<title>.+) does not accept the connected account;/,
    t("{title} does not accept the connected account; connect it again in the settings."),
  ],
  [
    /^(?<title>.+) does not accept what was entered for it;/,
    t("{title} does not accept what was entered for it; enter it again in the settings."),
  ],
  [/^"(?<title>.+)" was not accepted;/, t("“{title}” was not accepted; enter it again in the settings.")],
  [
    /^(?<some>.+) or (?<last>.+) refused what it was given;/,
    t("{some} or {last} refused what it was given; look at each in the settings."),
  ],
  [
    /^The other service refused the credentials;/,
    t("The other service refused the credentials; enter them again in the settings, or connect the account again."),
  ],
  [
    /^(?<server>\S+) refused the credentials;/,
    t("{server} refused the credentials; enter them again in the settings, or connect the account again."),
  ],
  [/^The integration stopped on a fault of its own;/, t("The integration stopped on a fault of its own; its publisher has to mend it.")],
  [/^A setting of this installation does not work;/, t("A setting of this installation does not work; change it and run again.")],
  [
    /^The run took longer than (?<time>\d+ (?:s|min|h)) and was stopped;/,
    t("The run took longer than {time} and was stopped; what it had saved is kept."),
  ],
  [
    /^The run used more than (?<size>\d+ [MG]B) of memory and was stopped;/,
    t("The run used more than {size} of memory and was stopped; what it had saved is kept."),
  ],
  [
    /^The run started more than (?<count>\d+) processes and was stopped;/,
    t("The run started more than {count} processes and was stopped; its publisher has to mend it."),
  ],
  [
    /^The run wrote more than its disk of (?<size>\d+ [MG]B) holds and was stopped;/,
    t("The run wrote more than its disk of {size} holds and was stopped; its publisher has to mend it."),
  ],
  [
    /^The run wrote more than (?<size>\d+ [MG]B) of log and was stopped;/,
    t("The run wrote more than {size} of log and was stopped; its publisher has to mend it."),
  ],
  [/^The run took longer than allowed and was stopped;/, t("The run took longer than allowed and was stopped; what it had saved is kept.")],
  [/^The run needed more memory than allowed/, t("The run needed more memory than allowed and was stopped; what it had saved is kept.")],
  [/^The other service could not be reached;/, t("The other service could not be reached; a later run may work.")],
  [/^The other service did not answer in time;/, t("The other service did not answer in time; a later run may work.")],
  [/^The other service refused the connection;/, t("The other service refused the connection; a later run may work.")],
  [
    /^The other service did not answer or answered with an error;/,
    t("The other service did not answer or answered with an error; a later run may work."),
  ],
  [
    /^The integration tried something it has not declared/,
    t("The integration tried something it has not declared and was stopped; its publisher has to declare it."),
  ],
  [
    /^Stoa could not carry out the run;/,
    t("The marketplace could not carry out the run; those who look after it see this, and a later run may work."),
  ],
  [
    /^Stoa could not keep what this run gave back;/,
    t("The marketplace could not keep what this run gave back; those who look after it see this."),
  ],
  [/^Stoa could not start the run\./, t("The marketplace could not start the run; those who look after it see this.")],
  [/^(?<server>\S+) could not be reached;/, t("{server} could not be reached; a later run may work.")],
  [
    /^The integration tried to reach (?<server>\S+), which it has not declared;/,
    t("The integration tried to reach {server}, which it has not declared; its publisher has to declare it."),
  ],
  [
    /^The integration asked for "(?<asked>.+)", which it does not declare;/,
    t("The integration asked for “{asked}”, which it does not declare; its publisher has to mend it."),
  ],
  [
    /^The integration needed "(?<asked>.+)", which this installation does not allow;/,
    t("The integration needed “{asked}”, which this installation does not allow; allow it again on its page, or uninstall it."),
  ],
  [
    /^The integration was asked for the choices of this form and gave none;/,
    t("The integration was asked for the choices of this form and gave none; its publisher has to mend it."),
  ],
  [
    /^The integration ended without saying that its work is done;/,
    t("The integration ended without saying that its work is done; its publisher has to look at it."),
  ],
  [
    /^The integration logged an error, though it reported success;/,
    t("The integration logged an error, though it reported success; its publisher has to look at it."),
  ],
  [
    /^Only (?<count>\d+) (?<name>.+), where the integration promises at least (?<least>.+)\.$/,
    t("Only {count} {name}, where the integration promises at least {least}."),
  ],
  [
    /^Nothing has changed for (?<count>\d+) runs in a row,/,
    t("Nothing has changed for {count} runs in a row, which this integration counts as a fault."),
  ],
  [
    /^The run started more processes than allowed/,
    t("The run started more processes than allowed and was stopped; its publisher has to mend it."),
  ],
  [/^The run wrote more than its disk holds/, t("The run wrote more than its disk holds and was stopped; its publisher has to mend it.")],
  [/^The run wrote more log than allowed/, t("The run wrote more log than allowed and was stopped; its publisher has to mend it.")],
  [
    /^A command the integration needs is missing/,
    t("A command the integration needs is missing from its runtime; its publisher has to add it."),
  ],
  [/^The run was cancelled before it began\.$/, t("The run was cancelled before it began.")],
  [/^The integration was removed before the run began\.$/, t("The integration was removed before the run began.")],
  [/^The runner fell silent;/, t("The machine that ran it fell silent; the run is taken up again.")],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), is not a public one,/,
    t(
      "The address in “{title}”, {place}, is not a public one, and no other can be reached from here; check it in the settings, or ask the operator to allow it.",
    ),
  ],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), is not known:/,
    t("The address in “{title}”, {place}, is not known: there is no server of this name; check it in the settings."),
  ],
  [
    /^The address in "(?<title>.+)", (?<place>\S+), does not answer;/,
    t("The address in “{title}”, {place}, does not answer; check it in the settings, or run again later."),
  ],
  [
    /^(?<place>\S+), the address in "(?<title>.+)", cannot be reached just now;/,
    t("{place}, the address in “{title}”, cannot be reached just now; a later run may work."),
  ],
  [
    /^What stands in "(?<title>.+)" is not an address/,
    t("What stands in “{title}” is not an address that can be reached; correct it in the settings."),
  ],
  [
    /^The integration needs (?<place>\S+), which is not a public address;/,
    t("The integration needs {place}, which is not a public address; its operator has to allow it, or its publisher to name another."),
  ],
  [
    /^The server in "(?<title>.+)", (?<place>\S+), does not have what was asked for;/,
    t("The server in “{title}”, {place}, does not have what was asked for; check that setting and run again."),
  ],
  [/^The setting "(?<title>.+)" does not work;/, t("The setting “{title}” does not work; change it and run again.")],
  [
    /^(?:The other service|(?<server>\S+)) does not have what the settings name;/,
    t("The other service does not have what the settings name; change them and run again."),
  ],
  [/^1 item failed; the first is (?<item>[^:]+): (?<reason>.+)\.$/, t("1 entry failed, {item}: {reason}.")],
  [/^(?<count>\d+) items failed, for one reason: (?<reason>.+)\.$/, t("{count} entries failed, for one reason: {reason}.")],
  [
    /^(?<count>\d+) items failed; the first is (?<item>[^:]+): (?<reason>.+)\.$/,
    t("{count} entries failed; the first is {item}: {reason}."),
  ],
  [/^The run was cancelled\.$/, t("The run was cancelled.")],
];

/** A sentence of the platform's in the reader's language; one that is not known, such as a publisher's own, as it is. */
export function sayVerdict(sentence: string): string {
  if (languageNow() === "en") return sentence;
  for (const [pattern, words] of sentences) {
    const found = pattern.exec(sentence);
    if (found) return words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => found.groups?.[name] ?? whole);
  }
  return sentence;
}
