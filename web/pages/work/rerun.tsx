import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useOperation } from "../../api/use-operation.ts";
import { useLeave } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Closed } from "../../parts/closed.tsx";
import { RetryIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import type { RunStarted, RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type Choice = "current" | "original" | "given";

const settingsChoices = [
  { value: "current", label: t("As they are now") },
  { value: "original", label: t("As in this run") },
  { value: "given", label: t("Written here") },
];
const stateChoices = [
  { value: "current", label: t("All of it") },
  { value: "original", label: t("Only from before this run") },
  { value: "given", label: t("Written here") },
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
      {place.kind === "customer" ? <p>{sayPlain(run)}</p> : null}
      <ForExperts customer={place.kind === "customer"}>
        <Choices run={run} config={config} state={state} onConfig={setConfig} onState={setState} />
        {plain ? null : (
          <Checkbox
            label={t("Later runs go on from what it then remembers")}
            checked={saveState}
            onChange={(event) => setSaveState(event.currentTarget.checked)}
          />
        )}
      </ForExperts>
      {problem ? <p role="alert">{[problem.message, problem.fix].filter(Boolean).join(" ")}</p> : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" disabled={body.config === undefined || body.state === undefined} loading={rerun.isPending}>
          {sayAgain(run)}
        </Button>
      </div>
    </form>
  );
}

/** What a customer gets without choosing anything. */
function sayPlain({ mode }: RunView): string {
  return mode === "preview"
    ? t("It shows anew what a run would do, with the settings as they are now. Nothing is sent or changed.")
    : t("It runs once, now, with the settings as they are now. What it did already it does not do again, as far as it remembers that.");
}

/** Customers need none of it; who looks after integrations came for it. */
function ForExperts({ customer, children }: { customer: boolean; children: ReactNode }) {
  if (!customer) return <>{children}</>;
  return (
    <Closed title={t("For experts")} hint={t("older settings, or what it remembers")}>
      <div className={styles.stack}>{children}</div>
    </Closed>
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

interface ChoicesProps {
  run: RunView;
  config: Given;
  state: Given;
  onConfig: (given: Given) => void;
  onState: (given: Given) => void;
}

function Choices({ run, config, state, onConfig, onState }: ChoicesProps) {
  return (
    <>
      <GivenField
        label={t("Settings")}
        given={config}
        choices={settingsChoices}
        onChange={onConfig}
        hint={t("A JSON object, laid over the settings this run had. Secrets stay what they were.")}
      />
      <GivenField
        label={t("What it remembers from earlier runs")}
        given={state}
        choices={stateChoices}
        onChange={onState}
        hint={t("A JSON object the program begins with: what it kept from earlier runs.")}
      />
      {state.choice === "current" || run.mode === "preview" ? null : (
        <p>{t("It does again what it had done since then: entries may be written and mails sent a second time.")}</p>
      )}
    </>
  );
}

interface GivenFieldProps {
  label: string;
  given: Given;
  choices: { value: string; label: string }[];
  onChange: (given: Given) => void;
  hint: string;
}

function GivenField({ label, given, choices, onChange, hint }: GivenFieldProps) {
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
