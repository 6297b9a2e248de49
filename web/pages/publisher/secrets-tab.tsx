import type { Integration, IntegrationSecret } from "@stoa/contract";
import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import "../../theme/fields.css";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

const purposes = { run: "For runs", build: "For builds of the main line" } as const;

/** The publisher's own secrets: written, never read back, never shown to customers, masked in every log. */
export function SecretsTab({ integration }: { integration: Integration }) {
  const place = usePlace();
  const path = `${place.api}/integrations/${integration.id}/secrets`;
  const secrets = useRead<{ items: IntegrationSecret[] }>(path);
  return (
    <div className={styles.stack}>
      <Loaded query={secrets}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No secrets yet">
              <p>
                Keys your program needs whoever the customer is, such as an app key of the service it talks to. Customers never see them;
                logs show ••• in their place.
              </p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map((secret) => (
                <Kept key={`${secret.purpose} ${secret.name}`} secret={secret} path={path} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <PutSecret path={path} />
    </div>
  );
}

function Kept({ secret, path }: { secret: IntegrationSecret; path: string }) {
  const [asked, setAsked] = useState(false);
  const remove = useAct([path]);
  return (
    <li>
      <span className={styles.row}>
        <code>{secret.name}</code>
        <span className={styles.quiet}>{purposes[secret.purpose]}</span>
      </span>
      <span className={styles.row}>
        <span className={styles.quiet}>
          set <TimeAgo at={secret.updatedAt} />
        </span>
        <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
          Forget
        </Button>
      </span>
      <Confirm
        open={asked}
        title={`Forget ${secret.name}?`}
        verb={`Forget ${secret.name}`}
        goes={[
          "Its value, at once",
          secret.purpose === "run" ? "Runs that need it fail from now on" : "Builds that need it fail from now on",
        ]}
        stays={["Releases built with it", "You can set it again under the same name"]}
        busy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          remove.mutate({ method: "DELETE", path: `${path}/${secret.purpose}/${secret.name}` }, { onSuccess: () => setAsked(false) })
        }
      />
    </li>
  );
}

function PutSecret({ path }: { path: string }) {
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState<IntegrationSecret["purpose"]>("run");
  const [value, setValue] = useState("");
  const put = useAct([path]);
  const problem = fieldProblems(put.error)[0]?.message;
  return (
    <Panel title="Set a secret">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(
            { method: "PUT", path: `${path}/${purpose}/${encodeURIComponent(name)}`, body: { value } },
            { onSuccess: () => (setName(""), setValue("")) },
          );
        }}
      >
        <TextInput
          label="Name"
          description="As your program reads it from its environment. The same name again replaces the value."
          required
          value={name}
          error={problem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Used"
          value={purpose}
          data={[
            { value: "run", label: purposes.run },
            { value: "build", label: purposes.build },
          ]}
          onChange={(event) => setPurpose(event.currentTarget.value === "build" ? "build" : "run")}
        />
        <PasswordInput
          label="Value"
          description={
            value.length > 0 && value.length < 6
              ? "Too short to be masked in logs: values under 6 characters cannot be told from other text."
              : "Stored encrypted and never shown again."
          }
          required
          autoComplete="new-password"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <Button type="submit" loading={put.isPending}>
            Set the secret
          </Button>
        </div>
      </form>
    </Panel>
  );
}
