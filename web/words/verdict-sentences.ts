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
  [/^The run took longer than allowed and was stopped;/, t("The run took longer than allowed and was stopped; what it had saved is kept.")],
  [/^The run needed more memory than allowed/, t("The run needed more memory than allowed and was stopped; what it had saved is kept.")],
  [/^The other service could not be reached;/, t("The other service could not be reached; a later run may work.")],
  [/^The other service did not answer in time;/, t("The other service did not answer in time; a later run may work.")],
  [/^The other service refused the connection;/, t("The other service refused the connection; a later run may work.")],
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
