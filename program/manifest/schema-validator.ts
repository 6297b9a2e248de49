import { Ajv, type Options } from "ajv";
import { RE2JS } from "re2js";

/* Ajv is only told to match patterns with RE2, so that no pattern of a stranger's schema can run for ever. */
const regExp = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  { code: "RE2JS" },
);

const dated = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const timed = /^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?$/;

const formats: Record<string, (text: string) => boolean> = {
  date: (text) => dated.test(text) && !Number.isNaN(Date.parse(text)),
  time: (text) => timed.test(text),
  "date-time": (text) => /^[0-9-]{10}[T ][0-9:.]{5,18}/.test(text) && !Number.isNaN(Date.parse(text)),
  email: (text) => /^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}$/.test(text),
  uri: (text) => URL.canParse(text),
  url: (text) => URL.canParse(text),
};

/** A validator for schemas that strangers wrote: linear patterns, unknown keywords and formats let be, all errors told. */
export function schemaValidator(options: Options = {}): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { regExp }, ...options });
  for (const [name, validate] of Object.entries(formats)) ajv.addFormat(name, { type: "string", validate });
  return ajv;
}
