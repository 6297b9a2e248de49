import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useOperation } from "../../api/use-operation.ts";
import { useLeave } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { RetryIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import type { RunStarted, RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type Choice = "current" | "original" | "given";

const choices = [
  { value: "current", label: t("As it is now") },
  { value: "original", label: t("As this run had it") },
  { value: "given", label: t("Given here") },
];

/** Runs again what this run did, with the settings and the state of then, of now, or given ones. */
export function Rerun({ run, path }: { run: RunView; path: string }) {
  const [open, setOpen] = useState(false);
  const again = sayAgain(run);
  return (
    <>
      <Button variant="default" leftSection={<RetryIcon size={16} />} onClick={() => setOpen(true)}>
        {again}
      </Button>
      <Dialog open={open} title={again} onClose={() => setOpen(false)}>
        <RerunForm run={run} path={path} />
      </Dialog>
    </>
  );
}

/** A preview again is a preview. */
const sayAgain = ({ mode }: RunView): string => (mode === "preview" ? t("Preview again") : t("Run again"));

function RerunForm({ run, path }: { run: RunView; path: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [config, setConfig] = useState<Given>({ choice: "current", text: "{}" });
  const [state, setState] = useState<Given>(() => ({ choice: "current", text: JSON.stringify(run.before?.value ?? {}, null, 2) }));
  const [saveState, setSaveState] = useState(true);
  const rerun = useLeave<RunStarted>([`${place.api}/runs`]);
  const plain = config.choice === "current" && state.choice === "current";
  const body = { config: chosen(config), state: chosen(state), ...(plain ? {} : { saveState }) };
  const operation = useOperation();
  const problem = fieldProblems(rerun.error)[0];
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        const onSuccess = ({ runId }: RunStarted): void => {
          operation.answered();
          void navigate({ to: `${place.href}/runs/${runId}` });
        };
        rerun.mutate(
          { method: "POST", path: `${path}/rerun`, body: { ...body, operationId: operation.idOf([path, body]) } },
          { onSuccess },
        );
      }}
    >
      <GivenField
        label={t("Settings")}
        given={config}
        onChange={setConfig}
        hint={t("A JSON object, laid over the settings this run had. Secrets stay what they were.")}
      />
      <GivenField
        label={t("State")}
        given={state}
        onChange={setState}
        hint={t("A JSON object the program begins with: what it kept from earlier runs.")}
      />
      {plain ? null : (
        <Checkbox
          label={t("Keep the state it ends with")}
          description={t("Later runs go on from there.")}
          checked={saveState}
          onChange={(event) => setSaveState(event.currentTarget.checked)}
        />
      )}
      {problem ? <p role="alert">{[problem.message, problem.fix].filter(Boolean).join(" ")}</p> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" disabled={body.config === undefined || body.state === undefined} loading={rerun.isPending}>
          {sayAgain(run)}
        </Button>
      </div>
    </form>
  );
}

interface Given {
  choice: Choice;
  text: string;
}

/** The choice as the API takes it; undefined while a given text is not a JSON object. */
function chosen({ choice, text }: Given): unknown {
  if (choice !== "given") return choice;
  return isObjectText(text) ? { given: JSON.parse(text) as unknown } : undefined;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function GivenField({ label, given, onChange, hint }: { label: string; given: Given; onChange: (given: Given) => void; hint: string }) {
  return (
    <>
      <NativeSelect
        label={label}
        value={given.choice}
        data={choices}
        onChange={(event) => onChange({ ...given, choice: event.currentTarget.value as Choice })}
      />
      {given.choice === "given" ? (
        <Textarea
          label={t("{label} for this run", { label })}
          description={hint}
          autosize
          minRows={3}
          maxRows={12}
          value={given.text}
          error={isObjectText(given.text) ? undefined : t("This is not a JSON object yet.")}
          onChange={(event) => onChange({ ...given, text: event.currentTarget.value })}
        />
      ) : null}
    </>
  );
}
