import type { MailSettings } from "@stoa/contract";
import { NativeSelect, TextInput } from "@mantine/core";
import type { ChangeEvent } from "react";
import type { ChannelDraft } from "./channel-draft.ts";

export interface FieldsProps {
  draft: ChannelDraft;
  set: (change: Partial<ChannelDraft>) => void;
  /** What is wrong with a field, by its name in the request. */
  problem: (name: string) => string | undefined;
}

const securities: { value: MailSettings["security"]; label: string; port: string }[] = [
  { value: "starttls", label: "STARTTLS, required (port 587)", port: "587" },
  { value: "tls", label: "TLS from the first byte (port 465)", port: "465" },
  { value: "none", label: "None, only on this machine (port 25)", port: "25" },
];

type Text = "host" | "port" | "user" | "from" | "to" | "url" | "everyMinutes";

const text = ({ draft, set, problem }: FieldsProps, name: Text) => ({
  value: draft[name],
  error: problem(name),
  onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }),
});

/** A mail server and who gets the mail. */
export function MailFields(props: FieldsProps) {
  const { draft, set, problem } = props;
  const secure = (value: string): void => {
    const found = securities.find((one) => one.value === value);
    if (found) set({ security: found.value, port: found.port });
  };
  return (
    <>
      <TextInput label="To" required description="One address or more, with commas between." {...text(props, "to")} />
      <TextInput label="From" required type="email" {...text(props, "from")} />
      <TextInput label="Mail server" required placeholder="smtp.example.com" {...text(props, "host")} />
      <NativeSelect
        label="Encryption"
        data={securities}
        value={draft.security}
        error={problem("security")}
        onChange={(event) => secure(event.currentTarget.value)}
      />
      <TextInput label="Port" required inputMode="numeric" {...text(props, "port")} />
      <TextInput label="User" autoComplete="off" description="Empty where the server asks for none." {...text(props, "user")} />
      <TextInput
        label="Password"
        type="password"
        autoComplete="new-password"
        description="Kept sealed, never shown again."
        value={draft.password}
        error={problem("password")}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
    </>
  );
}

/** An address, and for a ping how often. */
export function UrlFields(props: FieldsProps) {
  const { draft, set } = props;
  return (
    <>
      <TextInput
        label="Address"
        required
        description="Kept sealed: only where it leads is shown."
        placeholder="https://example.com/…"
        {...text(props, "url")}
      />
      {draft.kind === "ping" ? (
        <>
          <TextInput label="Every how many minutes" required inputMode="numeric" {...text(props, "everyMinutes")} />
          <NativeSelect
            label="Method"
            data={["GET", "POST"]}
            value={draft.method}
            onChange={(event) => set({ method: event.currentTarget.value === "POST" ? "POST" : "GET" })}
          />
        </>
      ) : null}
    </>
  );
}
