import { Generate, type JsonSchema, type UISchemaElement } from "@jsonforms/core";
import { JsonForms } from "@jsonforms/react";
import { Button } from "@mantine/core";
import { useCallback, useMemo, type ReactNode } from "react";
import { Notice } from "../notice.tsx";
import { TimeAgo } from "../time-ago.tsx";
import "./config-form.css";
import styles from "./config-form.module.css";
import { controlRenderer } from "./control.tsx";
import { fillOptions, type OptionLists } from "./fill-options.ts";
import { FormProvider } from "./form-context.ts";
import { layoutRenderers } from "./layouts.tsx";
import type { FormSchema } from "./schema-types.ts";
import { useDraft } from "./use-draft.ts";
import { t } from "../../words/t.ts";

export interface FormProblem {
  /** JSON pointer of the field: `/api_key`. Empty for the whole form. */
  path: string;
  message: string;
  fix?: string | undefined;
}

export interface ConfigFormProps {
  /** Names the draft of unsaved changes: the installation's id. */
  draftKey: string;
  schema: FormSchema;
  uischema?: unknown;
  saved: Readonly<Record<string, unknown>>;
  /** By secret field: when it was set (ISO), or null. */
  secrets: Readonly<Record<string, string | null>>;
  lists?: OptionLists;
  fetchingLists?: boolean;
  problems?: readonly FormProblem[];
  disabled?: boolean;
  /** What saving does, in words: "Save and run now". */
  saveLabel: string;
  saving?: boolean;
  /** Resolves true when saved; the draft is then forgotten. */
  onSave: (values: Readonly<Record<string, unknown>>) => Promise<boolean>;
  /** More ways to save, beside the first button; each gets the values. */
  more?: (values: Readonly<Record<string, unknown>>) => ReactNode;
  /** Told on every change, to fetch lists that depend on it. */
  onValues?: (values: Readonly<Record<string, unknown>>) => void;
}

const renderers = [controlRenderer, ...layoutRenderers];
const noLists: OptionLists = {};

/** A release's form, drawn by JSON Forms with our controls. Validity is the server's word, given per field. */
export function ConfigForm(props: ConfigFormProps) {
  const secretNames = useMemo(() => Object.keys(props.secrets), [props.secrets]);
  const draft = useDraft(props.draftKey, props.saved, secretNames);
  const { schema, layout } = useFilledForm(props, draft.values);
  const errors = useMemo(() => (props.problems ?? []).filter((problem) => problem.path !== "").map(toError), [props.problems]);
  const context = useMemo(
    () => ({ secrets: props.secrets, fetchingLists: props.fetchingLists ?? false }),
    [props.secrets, props.fetchingLists],
  );
  const { change } = draft;
  const { onValues } = props;
  const onChange = useCallback(
    ({ data }: { data?: unknown }) => {
      change(data as Readonly<Record<string, unknown>>);
      onValues?.(data as Readonly<Record<string, unknown>>);
    },
    [change, onValues],
  );
  const save = async () => {
    if (await props.onSave(draft.values)) draft.forget();
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {draft.found && draft.changed ? <KeptDraft at={draft.found.at} onDiscard={draft.discard} /> : null}
      <FormProvider value={context}>
        <JsonForms
          schema={schema}
          uischema={layout}
          data={draft.values}
          renderers={renderers}
          cells={[]}
          validationMode="NoValidation"
          additionalErrors={errors}
          readonly={props.disabled ?? false}
          onChange={onChange}
        />
      </FormProvider>
      <WholeProblems problems={props.problems ?? []} />
      <div className={styles.foot}>
        <Button type="submit" loading={props.saving ?? false} disabled={props.disabled ?? false}>
          {props.saveLabel}
        </Button>
        {props.more?.(draft.values)}
        {draft.changed ? (
          <Button variant="subtle" onClick={draft.discard}>
            {t("Discard changes")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

/** Schema and layout as JSON Forms takes them, with the option lists for these values put in. */
function useFilledForm({ schema, uischema, lists = noLists }: ConfigFormProps, values: Readonly<Record<string, unknown>>) {
  const filled = useMemo(() => fillOptions(schema, lists, values) as JsonSchema, [schema, lists, values]);
  const layout = useMemo(
    () => (uischema ?? Generate.uiSchema(filled, "VerticalLayout", undefined, filled)) as UISchemaElement,
    [uischema, filled],
  );
  return { schema: filled, layout };
}

function KeptDraft({ at, onDiscard }: { at: number; onDiscard: () => void }) {
  return (
    <Notice
      meaning="waiting"
      action={
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t("Discard")}
        </Button>
      }
    >
      {t("Your unsaved changes from")} <TimeAgo at={at} /> {t("are still here. Secrets you had typed are not kept.")}
    </Notice>
  );
}

function WholeProblems({ problems }: { problems: readonly FormProblem[] }) {
  if (problems.length === 0) return null;
  const whole = problems.filter((problem) => problem.path === "");
  const fields = problems.length - whole.length;
  return (
    <div className={styles.problems} role="alert">
      {fields > 0 ? (
        <p>
          {fields === 1
            ? t("1 field needs a change; it says which under it.")
            : t("{fields} fields need a change; each says which under it.", { fields })}
        </p>
      ) : null}
      {whole.map((problem) => (
        <p key={problem.message}>{[problem.message, problem.fix].filter(Boolean).join(" ")}</p>
      ))}
    </div>
  );
}

function toError(problem: FormProblem) {
  const message = [problem.message, problem.fix].filter(Boolean).join(" ");
  return { instancePath: problem.path, message, schemaPath: "", keyword: "server", params: {} };
}
