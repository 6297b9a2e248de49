import { t } from "./t.ts";

/** What the server says of a field, with the number in it left out, in the reader's language. */
const messages = (limit: string): Readonly<Record<string, string>> => ({
  "This field is needed.": t("This field is needed."),
  "This is not one of the choices.": t("This is not one of the choices."),
  "This must be at least {limit}.": t("This must be at least {limit}.", { limit }),
  "This must be at most {limit}.": t("This must be at most {limit}.", { limit }),
  "This needs at least {limit} characters.": t("This needs at least {limit} characters.", { limit }),
  "This may have at most {limit} characters.": t("This may have at most {limit} characters.", { limit }),
  "This does not look as it should.": t("This does not look as it should."),
  "This is no e-mail address.": t("This is no e-mail address."),
  "This is no web address.": t("This is no web address."),
  "This must be a whole number.": t("This must be a whole number."),
  "This must be a number.": t("This must be a number."),
});

const fixes = (): Readonly<Record<string, string>> => ({
  "Fill it in.": t("Fill it in."),
  "Choose one of those offered.": t("Choose one of those offered."),
  "Change the number.": t("Change the number."),
  "Change the value.": t("Change the value."),
  "Make it longer.": t("Make it longer."),
  "Make it shorter.": t("Make it shorter."),
  "Write it as the text at the field says.": t("Write it as the text at the field says."),
  "Write one such as name@example.com.": t("Write one such as name@example.com."),
  "Write one such as https://example.com.": t("Write one such as https://example.com."),
});

interface Said {
  message: string;
  fix?: string | undefined;
}

/** A field's fault in the reader's language, as far as the page knows the words; else as the server said it. */
export function sayProblem<T extends Said>(problem: T): T {
  const [limit = ""] = /-?\d+(?:\.\d+)?/.exec(problem.message) ?? [];
  const message = messages(limit)[problem.message.replace(limit || "{limit}", "{limit}")];
  if (message === undefined) return problem;
  // A list of choices stands at the field itself, in its own words.
  const fix = problem.fix?.startsWith("Choose one of:") ? "Choose one of those offered." : (problem.fix ?? "");
  return { ...problem, message, fix: fixes()[fix] ?? problem.fix };
}
