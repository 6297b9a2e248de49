import type { MemberView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-read.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { roleWords } from "../../words/role-words.ts";
import { InviteButton } from "./invite-button.tsx";
import styles from "../page.module.css";

const invitable = { side: ["host_owner", "host_reviewer", "host_support"], publisher: ["publisher_owner", "publisher_developer"] } as const;

/** Who may act here and as what. */
export function PeoplePage() {
  const place = usePlace();
  const members = useRead<{ items: MemberView[] }>(`${place.api}/members`);
  const roles = place.kind === "side" || place.kind === "publisher" ? [...invitable[place.kind]] : [];
  return (
    <>
      <PageHead title="People" actions={roles.length > 0 ? <InviteButton label="Invite someone" roles={roles} /> : undefined} />
      <Loaded query={members}>
        {({ items }) => (
          <ul className={styles.list}>
            {items.map((member) => (
              <Member key={member.id} member={member} removable={roles.length > 0 && items.length > 1} />
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

function Member({ member, removable }: { member: MemberView; removable: boolean }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const end = useAct([`${place.api}/members`]);
  return (
    <li>
      <span>
        <strong>{member.name}</strong> <span className={styles.quiet}>{member.email}</span>
      </span>
      <span className={styles.row}>
        <span title={`May ${roleWords[member.role].may}`}>{roleWords[member.role].word}</span>
        <span className={styles.quiet}>
          since <TimeAgo at={member.since} />
        </span>
        {removable ? (
          <Button size="xs" variant="subtle" onClick={() => setAsked(true)}>
            End role
          </Button>
        ) : null}
      </span>
      <Confirm
        open={asked}
        title={`End ${member.name}'s role?`}
        verb={`End ${member.name}'s role`}
        goes={[`What ${member.name} may do here`, "Their sessions' access to this account"]}
        stays={["Everything they made", "The record of what they did", "A new invitation brings the role back"]}
        busy={end.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => end.mutate({ method: "DELETE", path: `${place.api}/members/${member.id}` }, { onSuccess: () => setAsked(false) })}
      />
    </li>
  );
}
