import type { Audience, Listing } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Whom the host offers a listing: tiers and groups as its tokens or provisioning say. */
export function AudienceForm({ listing, audience }: { listing: Listing; audience: Audience }) {
  const place = usePlace();
  const path = `${place.api}/listings/${listing.id}`;
  const [tiers, setTiers] = useState(audience.tiers.join(", "));
  const [groups, setGroups] = useState(audience.groups.join(", "));
  const save = useAct<Listing>([path]);
  return (
    <Panel title="Who is offered it">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ method: "PUT", path: `${path}/audience`, body: { tiers: split(tiers), groups: split(groups) } });
        }}
      >
        <TextInput
          label="Tiers"
          description="Customers of these, with commas between; none means all."
          placeholder="pro, enterprise"
          value={tiers}
          onChange={(event) => setTiers(event.currentTarget.value)}
        />
        <TextInput
          label="Groups"
          description="Of those customers, people of these groups; none means all."
          placeholder="finance"
          value={groups}
          onChange={(event) => setGroups(event.currentTarget.value)}
        />
        {save.error ? <Notice meaning="failed">{sayError(save.error).what}</Notice> : null}
        <div className={styles.row}>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save who is offered it
          </Button>
          {save.isSuccess ? <span className={styles.quiet}>Saved. What is installed already runs on.</span> : null}
        </div>
      </form>
    </Panel>
  );
}

function split(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
