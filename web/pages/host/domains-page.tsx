import type { DomainView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems, sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { Domain } from "./domain.tsx";
import styles from "../page.module.css";

const whileWaitingMs = 15_000;

/** Names of the host's own at which its marketplace is served. */
export function DomainsPage() {
  const place = usePlace();
  const domains = useRead<{ items: DomainView[] }>(`${place.api}/domains`, undefined, { every: whileWaitingMs });
  return (
    <>
      <PageHead
        title="Own domains"
        line="The marketplace, links in mails, redirect and webhook addresses can carry a name of yours, such as integrations.example.com, in place of this deployment's."
      />
      <Loaded query={domains}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No domain of your own">
              <p>
                Everything works without one. To have one, name it, prove by one DNS record that it is yours, and point it here. Nothing
                changes for your customers until it leads here.
              </p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {items.map((domain) => (
                <Domain key={domain.id} view={domain} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayAct(place, "host_owner") ? <AddDomain /> : <p className={styles.quiet}>An owner of this host adds and removes domains.</p>}
    </>
  );
}

function AddDomain() {
  const { api } = usePlace();
  const [name, setName] = useState("");
  const add = useAct<DomainView>([`${api}/domains`]);
  const problem = fieldProblems(add.error)[0];
  return (
    <Panel title="Add a domain">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ method: "POST", path: `${api}/domains`, body: { name } }, { onSuccess: () => setName("") });
        }}
      >
        <TextInput
          label="Domain"
          description="A name below a domain that you manage. It serves this side alone."
          placeholder="integrations.example.com"
          required
          value={name}
          error={problem ? `It ${problem.message}.` : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {add.error && !problem ? (
          <Notice meaning="failed">
            {sayError(add.error).what} {sayError(add.error).fix}
          </Notice>
        ) : null}
        <div className={styles.row}>
          <Button type="submit" loading={add.isPending}>
            Add the domain
          </Button>
        </div>
      </form>
    </Panel>
  );
}
