import type { DeclarationDiff, HostApi } from "@stoa/contract";
import { Button, FileInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";
import { ShownDiff } from "./shown-diff.tsx";

/** An upload is looked at first: what it adds, changes and takes away, and which installations that touches. */
export function DeclareDocument({ api }: { api: HostApi | null }) {
  const place = usePlace();
  const [document, setDocument] = useState<string>();
  const [base, setBase] = useState("");
  const preview = useAct<DeclarationDiff>([]);
  const declare = useAct<DeclarationDiff>([`${place.api}/host-api`]);
  const body = { document, before: api?.digest ?? null, ...(base.trim() === "" ? {} : { base: base.trim() }) };
  const fault = preview.error ?? declare.error;
  const look = (): void => preview.mutate({ method: "POST", path: `${place.api}/host-api/preview`, body });
  const choose = (file: File | null): void => {
    preview.reset();
    declare.reset();
    void file?.text().then(setDocument);
  };
  return (
    <Panel title={api ? "Upload a newer document" : "Upload the document"}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <FileInput
          label="OpenAPI document"
          description="OpenAPI 3, JSON or YAML, at most 1 MB."
          placeholder="Choose a file"
          required
          onChange={choose}
        />
        <TextInput
          label="Address of the API"
          description="Only where the document's servers do not say it."
          placeholder="https://api.example.com/v1"
          value={base}
          onChange={(event) => setBase(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <Button type="submit" variant={api ? "default" : "filled"} disabled={document === undefined} loading={preview.isPending}>
            See what it changes
          </Button>
        </div>
      </form>
      {fault ? <ErrorState error={sayError(fault)} /> : null}
      {preview.data && !declare.data ? (
        <>
          <ShownDiff diff={preview.data} />
          <div className={styles.row}>
            <Button
              loading={declare.isPending}
              onClick={() => declare.mutate({ method: "PUT", path: `${place.api}/host-api`, body }, { onSuccess: () => preview.reset() })}
            >
              Declare these actions
            </Button>
          </div>
        </>
      ) : null}
    </Panel>
  );
}
