import { TextInput } from "@mantine/core";
import { useState } from "react";
import { readClock } from "./read-clock.ts";
import { t } from "../words/t.ts";

interface TimeFieldProps {
  /** `02:30`, of 24 hours. */
  value: string;
  disabled: boolean;
  onChange: (clock: string) => void;
}

/** A time of day as it is typed, of 24 hours in every language: the browser's own field speaks the browser's. */
export function TimeField({ value, disabled, onChange }: TimeFieldProps) {
  const [typed, setTyped] = useState<string>();
  const clock = readClock(typed ?? value);
  return (
    <TextInput
      label={t("At")}
      inputMode="numeric"
      autoComplete="off"
      maxLength={8}
      disabled={disabled}
      value={typed ?? value}
      error={clock === undefined ? t("Write it as 14:30.") : undefined}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const read = readClock(text);
        if (read !== undefined) onChange(read);
      }}
      onBlur={() => {
        if (clock !== undefined) setTyped(undefined);
      }}
    />
  );
}
