import type { ConnectionView, NeedView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../../api/use-read.ts";
import { usePlace } from "../../places/place.ts";
import { connectionWords as words } from "../../words/connection-words.ts";
import type { ConnectTarget } from "./connect-account.tsx";
import { EnteredFields } from "./entered-fields.tsx";
import styles from "../page.module.css";

interface KeyFormProps {
  provider: NeedView["provider"];
  target: ConnectTarget;
  onDone: (connectionId: string, account: string | null) => void;
}

/** What the account's holder enters; it is tried at the provider before it is kept. */
export function KeyForm({ provider, target, onDone }: KeyFormProps) {
  const place = usePlace();
  const client = useQueryClient();
  const [fields, setFields] = useState<Record<string, string>>({});
  const connect = useAct<ConnectionView>([`${place.api}/connection`]);
  const done = (made: ConnectionView): void => {
    setFields({});
    void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).endsWith("/connections") });
    onDone(made.id, made.account);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate({ method: "POST", path: `${place.api}/connections`, body: { ...target, fields } }, { onSuccess: done });
      }}
    >
      <EnteredFields fields={provider.fields} values={fields} onChange={setFields} error={connect.error} />
      <div className={styles.row}>
        <Button type="submit" loading={connect.isPending}>
          {words.tryAndSave}
        </Button>
      </div>
    </form>
  );
}
