import type { Integration, SimulatorView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Servers that answer in place of hosts on test sides, so that an unmodified program can be tried offline. */
export function SimulatorsTab({ integration }: { integration: Integration }) {
  const place = usePlace();
  const path = `${place.api}/integrations/${integration.id}/simulators`;
  const simulators = useRead<{ items: SimulatorView[] }>(path);
  return (
    <div className={styles.stack}>
      <Loaded query={simulators}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title="Test sides call the hosts themselves"
              example={<code>stoa simulators set api.example.com http://sim.example</code>}
            >
              <p>
                Name a server of yours for a host your program calls: on test sides it answers in the host's place, also over TLS, and the
                program need not change. Live sides are never answered by it.
              </p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map((simulator) => (
                <Registered key={simulator.target} simulator={simulator} path={path} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <SetSimulator path={path} />
    </div>
  );
}

function Registered({ simulator, path }: { simulator: SimulatorView; path: string }) {
  const remove = useAct([path]);
  const at = `${path}/${encodeURIComponent(simulator.target)}`;
  return (
    <li>
      <span>
        <code>{simulator.target}</code> <span className={styles.quiet}>answered by</span> <code>{simulator.address}</code>
      </span>
      <span className={styles.row}>
        <span className={styles.quiet}>
          set <TimeAgo at={simulator.setAt} />
        </span>
        <Button
          size="xs"
          variant="subtle"
          loading={remove.isPending}
          aria-label={`Remove the simulator of ${simulator.target}`}
          onClick={() => remove.mutate({ method: "DELETE", path: at })}
        >
          Remove
        </Button>
      </span>
    </li>
  );
}

function SetSimulator({ path }: { path: string }) {
  const [target, setTarget] = useState("");
  const [address, setAddress] = useState("");
  const put = useAct([path]);
  const problem = put.error ? (fieldProblems(put.error)[0]?.message ?? sayError(put.error).what) : undefined;
  return (
    <Panel title="Set a simulator">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(
            { method: "PUT", path: `${path}/${encodeURIComponent(target)}`, body: { address } },
            { onSuccess: () => (setTarget(""), setAddress("")) },
          );
        }}
      >
        <TextInput
          label="Host"
          description="As your program calls it; port 443 when none is said."
          placeholder="api.example.com"
          required
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        <TextInput
          label="Answered by"
          description="http://host, https://host or tcp://host:port. An account's secret never goes there; a stand-in does."
          placeholder="https://sim.example"
          required
          value={address}
          error={problem}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <div className={styles.row}>
          <Button type="submit" loading={put.isPending}>
            Set the simulator
          </Button>
        </div>
      </form>
    </Panel>
  );
}
