import { languagePattern } from "@stoa/contract";
import { CommandError } from "../command-error.ts";

const code = new RegExp(languagePattern);

/** `de=Behoben.` as what is said in German. @throws CommandError */
export function readTranslations(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((one) => readOne(one)));
}

function readOne(given: string): [language: string, text: string] {
  const [language = "", ...rest] = given.split("=");
  const text = rest.join("=").trim();
  if (code.test(language) && text !== "") return [language, text];
  throw new CommandError(`"${given}" says nothing in a language.`, 'Give its code and the words: --translation de="Behoben."');
}
