import type { ErrorObject } from "ajv";

interface Said {
  message: string;
  fix: string;
}

const formats: Partial<Record<string, Said>> = {
  email: { message: "This is no e-mail address.", fix: "Write one such as name@example.com." },
  uri: { message: "This is no web address.", fix: "Write one such as https://example.com." },
  url: { message: "This is no web address.", fix: "Write one such as https://example.com." },
};

const types: Partial<Record<string, Said>> = {
  integer: { message: "This must be a whole number.", fix: "Change the value." },
  number: { message: "This must be a number.", fix: "Change the value." },
};

/** A rule of a form that was broken, as people read it who know no schemas; undefined where the validator's own words are the best there are. */
export function sayRule({ keyword, params }: Pick<ErrorObject, "keyword" | "params">): Said | undefined {
  const { limit, format, type } = params as { limit?: number; format?: string; type?: string };
  if (keyword === "minimum") return { message: `This must be at least ${limit}.`, fix: "Change the number." };
  if (keyword === "maximum") return { message: `This must be at most ${limit}.`, fix: "Change the number." };
  if (keyword === "minLength") return { message: `This needs at least ${limit} characters.`, fix: "Make it longer." };
  if (keyword === "maxLength") return { message: `This may have at most ${limit} characters.`, fix: "Make it shorter." };
  if (keyword === "pattern") return { message: "This does not look as it should.", fix: "Write it as the text at the field says." };
  return keyword === "format" ? formats[format ?? ""] : keyword === "type" ? types[type ?? ""] : undefined;
}
