import type { FailureClass, Manifest } from "@stoa/contract";

/** An account of a manifest, or a secret of its form that belongs to none. */
export interface Account {
  title: string;
  /** `api-key`, `token`, `basic` and what else manifests say; `field` for a secret of its own. */
  kind: string;
  /** Fields of the form that hold it; none for an account that the customer connects. */
  fields: string[];
}

/** Which of the accounts a log line blames; one alone when it can only be that, all of them when the line does not tell. */
export function blamedAccounts(manifest: Manifest, line: string): Account[] {
  const told = plain(line);
  let left = accountsOf(manifest);
  for (const wordsOf of [namesOf, (account: Account) => fieldWords(manifest, account), kindWords]) {
    const named = left.filter((account) => wordsOf(account).some((words) => holds(told, words)));
    if (named.length > 0) left = named;
    if (left.length === 1) break;
  }
  return left.map(({ title, kind, fields }) => ({ title, kind, fields }));
}

/** The fields of the form that a failed run asks to be entered anew, by its failure, the log line behind it and the sentence about it; none where that is not told. */
export function blamedFields(manifest: Manifest, failureClass: FailureClass, line: string, sentence = ""): string[] {
  if (failureClass === "credentials") {
    const [account, ...others] = blamedAccounts(manifest, line);
    return account && others.length === 0 ? account.fields : [];
  }
  if (failureClass !== "configuration") return [];
  const quoted = Object.keys(propertiesOf(manifest)).filter((name) => sentence.includes(`"${titleOf(manifest, name)}"`));
  if (quoted.length > 0) return quoted.slice(0, 1);
  return namedSettings(manifest, line);
}

/** The setting that a line names, where it is one alone. */
export function namedSettings(manifest: Manifest, line: string): string[] {
  const told = plain(line);
  const named = Object.keys(propertiesOf(manifest)).filter((name) => [name, titleOf(manifest, name)].some((words) => holds(told, words)));
  return named.length === 1 ? named : [];
}

type Found = Account & { name: string };

function accountsOf(manifest: Manifest): Found[] {
  const connected = manifest.connections.map(({ name, title, kind, fields }) => ({ name, title, kind, fields }));
  const held = new Set(connected.flatMap(({ fields }) => fields));
  const loose = manifest.secrets.filter((name) => !held.has(name));
  return [...connected, ...loose.map((name) => ({ name, title: titleOf(manifest, name), kind: "field", fields: [name] }))];
}

const namesOf = ({ name, title }: Found): string[] => [name, title];
const fieldWords = (manifest: Manifest, { fields }: Account): string[] => fields.flatMap((name) => [name, titleOf(manifest, name)]);

const wordsByKind: Record<string, string[]> = {
  "api-key": ["api key", "apikey", "invalid api key"],
  token: ["token"],
  basic: ["password", "user", "username", "login"],
};
const kindWords = ({ kind }: Account): string[] => wordsByKind[kind] ?? [];

function propertiesOf({ configs }: Manifest): Record<string, unknown> {
  const { properties } = configs.schema;
  return typeof properties === "object" && properties !== null ? (properties as Record<string, unknown>) : {};
}

export function titleOf(manifest: Manifest, name: string): string {
  const field = propertiesOf(manifest)[name];
  const title = typeof field === "object" && field !== null && "title" in field ? field.title : undefined;
  return typeof title === "string" && title.trim() !== "" ? title : name;
}

/** The one setting for an address that a line speaks of: by its server, by the account there, or because there is no other. */
export function addressIn(
  manifest: Manifest,
  line: string,
  settings: readonly Addressed[],
  server: string | undefined,
): Addressed | undefined {
  const at = settings.filter(({ place }) => place !== null && (server === place.host || server === `${place.host}:${place.port}`));
  if (server !== undefined && at.length > 0) return only(at);
  const named = addressesNamed(manifest, line, settings);
  return only(named.length > 0 ? named : settings);
}

/** The one setting for an address that a line speaks of by name. */
export const namedAddress = (manifest: Manifest, line: string, settings: readonly Addressed[]): Addressed | undefined =>
  only(addressesNamed(manifest, line, settings));

/** By their own names, else by those of the accounts at them. */
function addressesNamed(manifest: Manifest, line: string, settings: readonly Addressed[]): readonly Addressed[] {
  const told = plain(line);
  const named = settings.filter(({ field, title }) => [field, title].some((words) => holds(told, words)));
  if (named.length > 0) return named;
  const accounts = accountsOf(manifest).filter((account) => namesOf(account).some((words) => holds(told, words)));
  return settings.filter(({ field, title }) =>
    accounts.some((account) => namesOf(account).some((words) => holds(plain(title), words) || holds(plain(field), words))),
  );
}

/** The title of the one field that holds the e-mail address a mail server refused: whom a mail is from, or whom it goes to; empty where none is known. */
export function mailField(manifest: Manifest, line: string): string {
  const words = /\bsender\b|mail from/i.test(line) ? ["sender", "from", "absender"] : ["recipient", "to", "empfänger", "an"];
  const names = Object.keys(propertiesOf(manifest)).filter((name) =>
    [name, titleOf(manifest, name)].some((title) => words.some((word) => holds(plain(title), word))),
  );
  const [name, ...others] = names;
  return name === undefined || others.length > 0 ? "" : titleOf(manifest, name);
}

interface Addressed {
  field: string;
  title: string;
  place: { host: string; port: number } | null;
}

const only = <T>([first, ...others]: readonly T[]): T | undefined => (others.length === 0 ? first : undefined);

/** Letters and digits alone, in small, with one space between: `STOA_SECRET_API_KEY` holds `api key`. */
const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
const holds = (told: string, words: string): boolean => plain(words) !== "  " && told.includes(plain(words));
