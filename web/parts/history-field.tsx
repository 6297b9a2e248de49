import { NativeSelect } from "@mantine/core";
import { t } from "../words/t.ts";

interface HistoryFieldProps {
  chosen: "now" | "all";
  onChange: (chosen: "now" | "all") => void;
  disabled?: boolean;
}

/** Whether an integration begins with what is there already. */
export function HistoryField({ chosen, onChange, disabled = false }: HistoryFieldProps) {
  return (
    <NativeSelect
      label={t("What it begins with")}
      description={t("It can be changed until the first run.")}
      value={chosen}
      disabled={disabled}
      data={[
        { value: "now", label: t("From now on: only what is new or changed after this") },
        { value: "all", label: t("Include history: what is there already, too") },
      ]}
      onChange={(event) => onChange(event.currentTarget.value === "all" ? "all" : "now")}
    />
  );
}
