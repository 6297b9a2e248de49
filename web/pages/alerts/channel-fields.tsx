import type { MailSettings } from "@stoa/contract";
import { NativeSelect, TextInput } from "@mantine/core";
import type { ChangeEvent } from "react";
import type { ChannelDraft } from "./channel-draft.ts";

export interface FieldsProps {
  draft: ChannelDraft;
  set: (change: Partial<ChannelDraft>) => void;
  /** What is wrong with a field, by its name in the request. */
  problem: (name: string) => string | undefined;
  /** Of one that is there: what is shown of its address. Empty secrets stay as they are. */
  kept?: string;
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

/** What is asked of an alert channel of a kind. */
export function ChannelFields(props: FieldsProps) {
  const { draft, set, problem } = props;
  return (
    <>
      <TextInput
        label="Name"
        required
        value={draft.name}
        error={problem("name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {draft.kind === "mail" ? <MailFields {...props} /> : <UrlFields {...props} />}
    </>
  );
}

/** A mail server and who gets the mail. */
function MailFields(props: FieldsProps) {
  const { draft, set, problem, kept } = props;
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
        description={kept === undefined ? "Kept sealed, never shown again." : "Empty: as it is. Needed again when server or user change."}
        value={draft.password}
        error={problem("password")}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
    </>
  );
}

/** An address, and for a ping how often. */
function UrlFields(props: FieldsProps) {
  const { draft, set, kept } = props;
  return (
    <>
      <TextInput
        label="Address"
        required={kept === undefined}
        description={kept === undefined ? "Kept sealed: only where it leads is shown." : "Empty: as it is."}
        placeholder={kept ?? "https://example.com/…"}
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
