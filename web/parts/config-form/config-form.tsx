import { Generate, type JsonSchema, type UISchemaElement } from "@jsonforms/core";
import { JsonForms } from "@jsonforms/react";
import { Button } from "@mantine/core";
import { useCallback, useMemo, type ReactNode, type RefObject } from "react";
import styles from "./config-form.module.css";
import { controlRenderer } from "./control.tsx";
import { fillOptions, type OptionLists } from "./fill-options.ts";
import { FormProvider, type FormContext } from "./form-context.ts";
import { useGoToProblem } from "./go-to-problem.ts";
import { KeptDraft } from "./kept-draft.tsx";
import { labelOf } from "./label-of.ts";
import { layoutRenderers } from "./layouts.tsx";
import type { FormSchema } from "./schema-types.ts";
import { useDraft, type DraftState } from "./use-draft.ts";
import { useOpenProblems } from "./use-open-problems.ts";
import { useTyped } from "./use-typed.ts";
import { WholeProblems } from "./whole-problems.tsx";
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
  /** The last save went well: said until something is changed again. */
  wasSaved?: boolean;
  /** Resolves true when saved; the draft is then forgotten. */
  onSave: (values: Readonly<Record<string, unknown>>) => Promise<boolean>;
  /** More ways to save, beside the first button; each reads the values when pressed. */
  more?: (read: () => Readonly<Record<string, unknown>>) => ReactNode;
  /** Told on every change, to fetch lists that depend on it. */
  onValues?: (values: Readonly<Record<string, unknown>>) => void;
  /** A draft of what is saved with the form and stands beside it: kept, discarded and forgotten together. */
  beside?: DraftState | undefined;
}

const renderers = [controlRenderer, ...layoutRenderers];
const noLists: OptionLists = {};
const noProblems: readonly FormProblem[] = [];

/** A release's form, drawn by JSON Forms with our controls. Validity is the server's word, given per field. */
export function ConfigForm(props: ConfigFormProps) {
  const secretNames = useMemo(() => Object.keys(props.secrets), [props.secrets]);
  const draft = useDraft(props.draftKey, props.saved, secretNames);
  const { schema, layout } = useFilledForm(props, draft.values);
  const { typed, keepTyped } = useTyped(draft.values);
  const problems = useOpenProblems(props.problems ?? noProblems, draft.values);
  const errors = useMemo(() => problems.filter((problem) => problem.path !== "").map(toError), [problems]);
  const context = useFieldContext(props);
  const onChange = useChange(draft.change, props.onValues);
  const { save, discard, found } = together(props, draft, typed);
  const form = useGoToProblem(props.problems ?? noProblems);
  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {found.length > 0 ? (
        <KeptDraft at={Math.max(...found)} secrets={secretTitles(props.schema, secretNames)} onDiscard={discard} />
      ) : null}
      <FormProvider value={context}>
        <JsonForms
          key={draft.round}
          schema={schema}
          uischema={layout}
          data={draft.values}
          renderers={renderers}
          cells={[]}
          validationMode="NoValidation"
          additionalErrors={errors}
          readonly={props.disabled ?? false}
          onChange={onChange}
          middleware={keepTyped}
        />
      </FormProvider>
      <WholeProblems problems={problems} schema={props.schema} />
      <div className={styles.foot}>
        <Button type="submit" loading={props.saving ?? false} disabled={props.disabled ?? false}>
          {props.saveLabel}
        </Button>
        {props.more?.(() => typed.current)}
        {draft.changed || props.beside?.changed ? (
          <Button variant="subtle" onClick={discard}>
            {t("Discard changes")}
          </Button>
        ) : (
          <span role="status" className={styles.hint}>
            {props.wasSaved ? t("Saved. It counts from the next run on.") : ""}
          </span>
        )}
      </div>
    </form>
  );
}

/** What fields need beyond what JSON Forms gives them. */
function useFieldContext({ secrets, fetchingLists = false, problems = noProblems }: ConfigFormProps): FormContext {
  return useMemo(() => ({ secrets, fetchingLists, inside: insideOf(problems) }), [secrets, fetchingLists, problems]);
}

type Told = (values: Readonly<Record<string, unknown>>) => void;

function useChange(change: Told, onValues: Told | undefined): (state: { data?: unknown }) => void {
  return useCallback(
    ({ data }) => {
      change(data as Readonly<Record<string, unknown>>);
      onValues?.(data as Readonly<Record<string, unknown>>);
    },
    [change, onValues],
  );
}

/** What is done with the form's draft is done with the one beside it. */
function together({ beside, onSave }: ConfigFormProps, draft: DraftState, typed: RefObject<Readonly<Record<string, unknown>>>) {
  const all = beside ? [draft, beside] : [draft];
  return {
    found: all.flatMap((one) => (one.found && one.changed ? [one.found.at] : [])),
    discard: () => all.forEach((one) => one.discard()),
    save: async () => {
      const sent = typed.current;
      if (!(await onSave(sent))) return;
      draft.forget(sent);
      beside?.forget();
    },
  };
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

/** As the form calls them. */
function secretTitles(schema: FormSchema, names: readonly string[]): string[] {
  return names.map((name) => labelOf(name, schema.properties?.[name]?.title));
}

/** Problems of rows and parts, which JSON Forms has no place for. */
function insideOf(problems: readonly FormProblem[]): Record<string, string> {
  const inside = problems.filter(({ path }) => path.split("/").length > 2);
  return Object.fromEntries(inside.map((problem) => [problem.path, toError(problem).message]));
}

function toError(problem: FormProblem) {
  const message = [problem.message, problem.fix].filter(Boolean).join(" ");
  return { instancePath: problem.path, message, schemaPath: "", keyword: "server", params: {} };
}
