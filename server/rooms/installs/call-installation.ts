import { sayIn, type Translations } from "@stoa/contract";

export interface Called {
  /** As its customer named it; without a name it goes by its listing's title. */
  name: string;
  title: string;
  /** How its listing says its title in the reader's languages. */
  said: { language?: string; translations?: Translations };
}

/** What an installation is called for a reader of these languages: one that goes by its listing's title goes by it in every language. */
export function callInstallation({ name, title, said }: Called, languages: readonly string[] = []): string {
  return name === "" || name === title ? sayIn(languages, said)(title) : name;
}
