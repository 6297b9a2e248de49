import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);

export interface TemplateFile {
  path: string;
  content: string;
}

/** What `stoa init --lang` knows, with what each needs to run. */
export const templates = [
  { lang: "python", needs: "Python 3" },
  { lang: "node", needs: "Node" },
  { lang: "bash", needs: "bash" },
  { lang: "go", needs: "Go 1.19, at build time" },
  { lang: "c", needs: "a C compiler, at build time" },
] as const;

export type TemplateLanguage = (typeof templates)[number]["lang"];

export function listTemplates(): typeof templates {
  return templates;
}

/** The files of a new integration, with `name` (small letters, digits, dashes) filled in. */
export function renderTemplate(lang: TemplateLanguage, name: string): TemplateFile[] {
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(name))
    throw new TypeError(`\`${name}\` is not a name: 2 to 40 small letters, digits and dashes, beginning with a letter.`);
  const words = name.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const base = new URL(`${lang}/`, folder);
  return readdirSync(base)
    .toSorted()
    .map((file) => ({
      path: file.replace(/\.template$/, ""),
      content: readFileSync(new URL(file, base), "utf8").replaceAll("__NAME__", name).replaceAll("__TITLE__", title),
    }));
}
