import { CloseButton, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { SearchIcon } from "../icons.ts";
import { t } from "../../words/t.ts";

interface SearchBoxProps {
  label: string;
  value: string;
  /** Told 100 ms after the last key, or at once on Enter. */
  onChange: (value: string) => void;
  placeholder?: string;
  size?: "sm" | "lg";
}

/** A search field that `/` focuses from anywhere on the page. */
export function SearchBox({ label, value, onChange, placeholder, size = "sm" }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value, onChange]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      tell.current(typed);
    }, 100);
    return () => clearTimeout(timer);
  }, [typed]);
  const send = (text: string) => {
    sent.current = text;
    onChange(text);
  };
  return (
    <TextInput
      type="search"
      size={size}
      aria-label={label}
      placeholder={placeholder ?? label}
      value={typed}
      data-page-search
      leftSection={<SearchIcon size={16} aria-hidden />}
      rightSection={typed ? <CloseButton size="sm" aria-label={t("Clear search")} onClick={() => (setTyped(""), send(""))} /> : null}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") send(typed);
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
