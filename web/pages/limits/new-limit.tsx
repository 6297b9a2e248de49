import type { LimitBody, LimitView } from "@stoa/contract";
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Sets a limit, or another in the place of one. */
export function NewLimit() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        Set a limit
      </Button>
      <Dialog open={open} title="Set a limit" onClose={() => setOpen(false)}>
        <LimitForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const kinds: { value: LimitBody["kind"]; label: string; subject: string }[] = [
  { value: "customer", label: "A customer", subject: "The customer's id" },
  { value: "integration", label: "An integration", subject: "The integration's id" },
  { value: "account", label: "An account at another service", subject: "The id of an installation that uses it" },
  { value: "plan", label: "Each customer on a plan", subject: "" },
  { value: "host", label: "A whole host", subject: "The host's id" },
];

const numbers = [
  { name: "atOnce", label: "Runs at once", of: kinds.map((kind) => kind.value) },
  { name: "perMinute", label: "Runs a minute", of: kinds.map((kind) => kind.value) },
  { name: "weight", label: "Weight of its share", of: ["customer", "plan"] },
  { name: "waiting", label: "Most runs waiting", of: ["customer", "plan"] },
  { name: "waitMinutes", label: "Given up after minutes of waiting", of: ["customer", "plan"] },
] as const;

type Values = Partial<Record<(typeof numbers)[number]["name"], number>>;

function LimitForm({ onDone }: { onDone: () => void }) {
  const place = usePlace();
  const [kind, setKind] = useState<LimitBody["kind"]>("customer");
  const [subject, setSubject] = useState("");
  const [plan, setPlan] = useState("");
  const [values, setValues] = useState<Values>({});
  const set = useAct<LimitView>([`${place.api}/limits`]);
  const [problem] = fieldProblems(set.error);
  const offered = kinds.filter((one) => (place.kind === "operator" ? one.value !== "plan" : one.value !== "host"));
  const subjectLabel = kinds.find((one) => one.value === kind)?.subject ?? "";
  const named = kind === "plan" || kind === "customer";
  const body = {
    kind,
    ...values,
    ...(kind === "plan" ? {} : { subject: subject.trim() }),
    ...(named && plan !== "" ? { plan } : {}),
  };
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ method: "PUT", path: `${place.api}/limits`, body }, { onSuccess: onDone });
      }}
    >
      <Select
        label="Of"
        data={offered.map(({ value, label }) => ({ value, label }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => {
          setKind(kinds.find((one) => one.value === value)?.value ?? "customer");
          setValues({});
        }}
      />
      {kind === "plan" ? null : (
        <TextInput
          label={subjectLabel}
          required
          value={subject}
          error={problem?.message}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      )}
      {named ? <PlanName required={kind === "plan"} value={plan} onChange={setPlan} /> : null}
      <Numbers kind={kind} values={values} onChange={setValues} />
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={set.isPending}>
          Set the limit
        </Button>
      </div>
    </form>
  );
}

function PlanName({ required, value, onChange }: { required: boolean; value: string; onChange: (plan: string) => void }) {
  return (
    <TextInput
      label={required ? "The plan's name" : "Plan"}
      required={required}
      description={required ? "Small letters, digits and hyphens." : "What is left empty here is taken from it."}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface NumbersProps {
  kind: LimitBody["kind"];
  values: Values;
  onChange: (change: (before: Values) => Values) => void;
}

/** The figures that a limit of this kind has. */
function Numbers({ kind, values, onChange }: NumbersProps) {
  const offered = numbers.filter((one) => (one.of as readonly string[]).includes(kind));
  return offered.map(({ name, label }) => (
    <NumberInput
      key={name}
      label={label}
      min={name === "weight" ? 0.001 : name === "atOnce" || name === "waiting" ? 0 : 1}
      allowDecimal={name === "weight"}
      value={values[name] ?? ""}
      onChange={(value) => onChange(({ [name]: _before, ...rest }) => (typeof value === "number" ? { ...rest, [name]: value } : rest))}
    />
  ));
}
