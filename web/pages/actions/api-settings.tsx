import type { CallWay, HostApi } from "@stoa/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

const ways = [
  { value: "signed", label: "By a token that Stoa signs for each request" },
  { value: "token", label: "By a token you hand over for each customer" },
];

/** Where the API is, and how it knows that Stoa calls. */
export function ApiSettings({ api }: { api: HostApi }) {
  const place = usePlace();
  const [base, setBase] = useState(api.base);
  const [way, setWay] = useState<CallWay>(api.way);
  const [header, setHeader] = useState(api.header);
  const save = useAct([`${place.api}/host-api`]);
  const problem = fieldProblems(save.error)[0]?.message;
  return (
    <Panel title="Where and how it is called">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ method: "PATCH", path: `${place.api}/host-api`, body: { base, way, header } });
        }}
      >
        <TextInput label="Address of the API" required value={base} onChange={(event) => setBase(event.currentTarget.value)} />
        <NativeSelect
          label="How it knows that Stoa calls"
          value={way}
          data={ways}
          onChange={(event) => setWay(event.currentTarget.value === "token" ? "token" : "signed")}
        />
        <TextInput
          label="Header"
          description="Where the token stands."
          required
          value={header}
          onChange={(event) => setHeader(event.currentTarget.value)}
        />
        {save.error ? <ErrorState error={{ ...sayError(save.error), ...(problem ? { what: problem } : {}) }} /> : null}
        <div className={styles.row}>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save how it is called
          </Button>
        </div>
      </form>
    </Panel>
  );
}
