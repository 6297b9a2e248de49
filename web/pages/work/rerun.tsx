import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { RetryIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import type { RunView } from "@stoa/contract";
import styles from "../page.module.css";

type Choice = "current" | "original" | "given";

const choices = [
  { value: "current", label: "As it is now" },
  { value: "original", label: "As this run had it" },
  { value: "given", label: "Given here" },
];

/** Runs again what this run did, with the settings and the state of then, of now, or given ones. */
export function Rerun({ run, path }: { run: RunView; path: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<RetryIcon size={16} />} onClick={() => setOpen(true)}>
        Run again
      </Button>
      <Dialog open={open} title="Run again" onClose={() => setOpen(false)}>
        <RerunForm run={run} path={path} />
      </Dialog>
    </>
  );
}

function RerunForm({ run, path }: { run: RunView; path: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [config, setConfig] = useState<Choice>("current");
  const [state, setState] = useState<Choice>("current");
  const [givenConfig, setGivenConfig] = useState("{}");
  const [givenState, setGivenState] = useState(() => JSON.stringify(run.before?.value ?? {}, null, 2));
  const [saveState, setSaveState] = useState(true);
  const rerun = useAct<{ runId: string }>([`${place.api}/runs`]);
  const plain = config === "current" && state === "current";
  const ready = (config !== "given" || isObjectText(givenConfig)) && (state !== "given" || isObjectText(givenState));
  const submit = () => {
    const body = { config: chosen(config, givenConfig), state: chosen(state, givenState), ...(plain ? {} : { saveState }) };
    rerun.mutate(
      { method: "POST", path: `${path}/rerun`, body },
      { onSuccess: ({ runId }) => void navigate({ to: `${place.href}/runs/${runId}` }) },
    );
  };
  const problem = fieldProblems(rerun.error)[0];
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NativeSelect label="Settings" value={config} data={choices} onChange={(event) => setConfig(event.currentTarget.value as Choice)} />
      {config === "given" ? (
        <Json
          label="Settings that differ"
          description="A JSON object, laid over the settings this run had. Secrets stay what they were."
          value={givenConfig}
          onChange={setGivenConfig}
        />
      ) : null}
      <NativeSelect
        label="State"
        description="What the program kept from earlier runs, such as how far it got."
        value={state}
        data={choices}
        onChange={(event) => setState(event.currentTarget.value as Choice)}
      />
      {state === "given" ? (
        <Json label="State" description="A JSON object the program begins with." value={givenState} onChange={setGivenState} />
      ) : null}
      {plain ? null : (
        <Checkbox
          label="Keep the state it ends with"
          description="Later runs go on from there."
          checked={saveState}
          onChange={(event) => setSaveState(event.currentTarget.checked)}
        />
      )}
      {problem ? <p role="alert">{[problem.message, problem.fix].filter(Boolean).join(" ")}</p> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" disabled={!ready} loading={rerun.isPending}>
          Run again
        </Button>
      </div>
    </form>
  );
}

function chosen(choice: Choice, text: string): unknown {
  return choice === "given" ? { given: JSON.parse(text) as unknown } : choice;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function Json(props: { label: string; description: string; value: string; onChange: (value: string) => void }) {
  return (
    <Textarea
      label={props.label}
      description={props.description}
      autosize
      minRows={3}
      maxRows={12}
      value={props.value}
      error={isObjectText(props.value) ? undefined : "This is not a JSON object yet."}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
