import type { ProviderField } from "@stoa/contract";
import { PasswordInput, TextInput } from "@mantine/core";
import "../../theme/fields.css";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { FoundAt } from "../../parts/found-at.tsx";
import { ErrorState } from "../../parts/error-state.tsx";

interface EnteredFieldsProps {
  fields: readonly ProviderField[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  error: unknown;
}

/** A provider's fields, each with where its holder finds it; a secret is not shown while it is typed. */
export function EnteredFields({ fields, values, onChange, error }: EnteredFieldsProps) {
  const problems = fieldProblems(error);
  const named = (name: string): string | undefined => problems.find(({ path }) => path.endsWith(`/${name}`))?.message;
  const isSaid = fields.some(({ name }) => named(name) !== undefined);
  return (
    <>
      {fields.map((field) => {
        const Input = field.secret ? PasswordInput : TextInput;
        return (
          <div key={field.name}>
            <Input
              label={field.title}
              description={field.where}
              placeholder={field.example ?? ""}
              required={field.default === undefined}
              autoComplete="off"
              value={values[field.name] ?? ""}
              error={named(field.name)}
              onChange={(event) => onChange({ ...values, [field.name]: event.currentTarget.value })}
            />
            {field.found_at === undefined ? null : <FoundAt address={field.found_at} />}
          </div>
        );
      })}
      {error && !isSaid ? <ErrorState error={sayError(error)} /> : null}
    </>
  );
}
