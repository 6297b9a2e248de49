import type { BeginBody, NeedView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Notice } from "../../parts/notice.tsx";
import { connectionWords as words } from "../../words/connection-words.ts";
import { KeyForm } from "./key-form.tsx";
import { useConnect, type Connecting } from "./use-connect.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

type Provider = NeedView["provider"];

export interface ConnectTarget {
  listingId?: string;
  need?: string;
  connectionId?: string;
  provider?: string;
}

interface ConnectAccountProps {
  provider: Provider;
  target: ConnectTarget;
  onDone: (connectionId: string, account: string | null) => void;
}

/** Connects one account: in the provider's window, by what is entered, by a code, or by a link for a colleague. */
export function ConnectAccount({ provider, target, onDone }: ConnectAccountProps) {
  const isEntered = provider.kind !== "oauth-code" && provider.kind !== "device-code";
  return (
    <div className={styles.stack}>
      {isEntered ? (
        <KeyForm provider={provider} target={target} onDone={onDone} />
      ) : (
        <AtProvider provider={provider} target={target} onDone={onDone} />
      )}
      {provider.kind === "device-code" ? null : <ForColleague target={target} onDone={onDone} />}
    </div>
  );
}

function AtProvider({ provider, target, onDone }: ConnectAccountProps) {
  const connecting = useConnect(onDone);
  const [fields, setFields] = useState<Record<string, string>>({});
  const way: BeginBody["way"] = provider.kind === "device-code" ? "device" : "window";
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        connecting.begin({ ...target, way, fields });
      }}
    >
      {target.connectionId === undefined
        ? provider.fields.map((field) => (
            <TextInput
              key={field.name}
              label={field.title}
              description={field.where}
              placeholder={field.example ?? ""}
              required={field.default === undefined}
              value={fields[field.name] ?? ""}
              onChange={(event) => setFields({ ...fields, [field.name]: event.currentTarget.value })}
            />
          ))
        : null}
      <Progress connecting={connecting} provider={provider} />
      <div className={styles.row}>
        <Button type="submit" loading={connecting.busy}>
          {target.connectionId === undefined ? words.connect(provider.title) : words.connectAgain}
        </Button>
      </div>
    </form>
  );
}

function Progress({ connecting, provider }: { connecting: Connecting; provider: Provider }) {
  const { attempt, error, blocked, address } = connecting;
  if (error) return <ErrorState error={sayError(error)} />;
  if (!attempt) return provider.kind === "oauth-code" ? <p className={styles.quiet}>{words.opens(provider.title)}</p> : null;
  if (attempt.state === "failed") return <Notice meaning="failed">{attempt.error}</Notice>;
  if (attempt.state === "expired") return <Notice meaning="needs">{words.expired}</Notice>;
  if (attempt.device)
    return (
      <Notice meaning="running">
        {words.typeCode(attempt.device.address)} <strong>{attempt.device.code}</strong>
      </Notice>
    );
  if (blocked && address !== undefined && attempt.state === "open")
    return (
      <Notice
        meaning="needs"
        action={
          <a href={address} target="_blank" rel="opener">
            {words.openHere}
          </a>
        }
      >
        {words.blocked}
      </Notice>
    );
  return <Notice meaning="running">{words.waits(provider.title)}</Notice>;
}

function ForColleague({ target, onDone }: Omit<ConnectAccountProps, "provider">) {
  const connecting = useConnect(onDone);
  const { address, attempt, busy, error } = connecting;
  return (
    <div className={styles.close}>
      <div className={styles.row}>
        <span className={styles.quiet}>{words.colleague}</span>
        <Button size="xs" variant="subtle" loading={busy} onClick={() => connecting.begin({ ...target, way: "link" })}>
          {words.makeLink}
        </Button>
      </div>
      {error ? <ErrorState error={sayError(error)} /> : null}
      {address !== undefined && attempt?.state !== "done" ? (
        <>
          <p>{words.linkText}</p>
          <div className={styles.copyLine}>
            <code className={styles.code}>{address}</code>
            <CopyButton text={address} label={t("Copy the link")} />
          </div>
          {attempt?.error ? <Notice meaning="needs">{attempt.error}</Notice> : null}
        </>
      ) : null}
    </div>
  );
}
