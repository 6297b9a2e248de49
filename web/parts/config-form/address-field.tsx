import { readAddress } from "@stoa/contract";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../../words/t.ts";
import { inputProps, type FieldProps } from "./field-props.ts";

/** A web address: made whole, or refused in words, as soon as the field is left. */
export function AddressField(props: FieldProps) {
  const [refused, setRefused] = useState<string>();
  const value = typeof props.value === "string" ? props.value : "";
  const leave = () => {
    const whole = readAddress(value);
    if (whole !== undefined && whole !== value) props.onChange(whole);
    setRefused(whole === undefined && value.trim() !== "" ? value : undefined);
  };
  const error = refused === value && value !== "" ? t("This is not an address. One looks like https://app.example.com") : undefined;
  return (
    <TextInput
      {...inputProps({ ...props, error: error ?? props.error })}
      type="url"
      value={value}
      onBlur={leave}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    />
  );
}
