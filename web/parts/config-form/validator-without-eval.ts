import { matchesSchema } from "./matches-schema.ts";
import type { FormSchema } from "./schema-types.ts";

/**
 * Stands where JSON Forms expects ajv, which would compile schemas into code and so need a hole in the content policy.
 * It answers the rules that show and hide fields; whether a config is valid is the server's to say.
 */
// oxlint-disable-next-line import/no-default-export -- JSON Forms imports the default of ajv
export default class Validator {
  errors: readonly { keyword: string }[] | null = null;

  validate(schema: FormSchema | boolean, value: unknown): boolean {
    return matchesSchema(schema, value);
  }

  compile(schema: FormSchema | boolean): { (value: unknown): boolean; errors: readonly { keyword: string }[] | null } {
    const check = Object.assign(
      (value: unknown) => {
        const matches = matchesSchema(schema, value);
        check.errors = matches ? null : [{ keyword: "type" }];
        return matches;
      },
      { errors: null as readonly { keyword: string }[] | null },
    );
    return check;
  }
}
