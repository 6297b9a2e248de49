import { sayIn, type Manifest } from "@stoa/contract";
import { titleOf } from "../verdict/blamed.ts";

/**
 * The sentence of a verdict in an installation's language: one of its publisher's as that is translated, in ours the titles it names. Runs are
 * judged by the manifest as it was written, since programs log its words.
 */
export function saySentence(manifest: Manifest, language: string, sentence: string): string {
  const say = sayIn([language], manifest);
  const whole = say(sentence);
  if (whole !== sentence || !manifest.translations) return whole;
  const { properties } = manifest.configs.schema;
  const fields = Object.keys(typeof properties === "object" && properties !== null ? properties : {}).map((name) =>
    titleOf(manifest, name),
  );
  const titles = new Set([...manifest.connections.map(({ title }) => title), ...fields]);
  return [...titles].reduce((said, title) => nameAnew(said, title, say(title)), sentence);
}

const refused = / (?:does not accept |refused what it was given;)/;

/** Titles stand in quotes, or, of accounts, before what was refused. */
function nameAnew(sentence: string, title: string, said: string): string {
  if (said === title) return sentence;
  const quoted = sentence.replaceAll(`"${title}"`, () => `"${said}"`);
  const end = refused.exec(quoted)?.index ?? 0;
  const names = quoted.slice(0, end).split(/(, | or )/);
  return names.map((name) => (name === title ? said : name)).join("") + quoted.slice(end);
}
