import type { LinkView, Place } from "@stoa/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { roleWords } from "../../words/role-words.ts";
import styles from "../page.module.css";

interface InviteButtonProps {
  label: string;
  roles: Place["roles"];
  /** True asks for the publisher's name, which is made on joining. */
  asksPublisher?: boolean;
}

/** Makes a one-time link for a person and shows it to be sent. */
export function InviteButton(props: InviteButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog open={open} title={props.label} onClose={() => setOpen(false)}>
        <InviteForm {...props} />
      </Dialog>
    </>
  );
}

function InviteForm({ roles, asksPublisher = false }: InviteButtonProps) {
  const place = usePlace();
  const [email, setEmail] = useState("");
  const [publisherName, setPublisherName] = useState("");
  const [role, setRole] = useState(roles[0] ?? "publisher_developer");
  const invite = useAct<LinkView>([place.api]);
  const problems = fieldProblems(invite.error);
  const problem = (path: string) => problems.find((one) => one.path === path)?.message;
  if (invite.data) return <InviteLink link={invite.data} email={email} />;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ method: "POST", path: `${place.api}/invites`, body: { email, role, ...(asksPublisher ? { publisherName } : {}) } });
      }}
    >
      {asksPublisher ? (
        <TextInput
          label="Publisher"
          description="The company's or team's name, as customers will read it."
          required
          value={publisherName}
          error={problem("/publisherName")}
          onChange={(event) => setPublisherName(event.currentTarget.value)}
        />
      ) : null}
      <TextInput
        label="E-mail"
        type="email"
        description="Who may use the link. Stoa sends no mail: you pass the link on."
        required
        value={email}
        error={problem("/email") ?? problem("")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {roles.length > 1 ? (
        <NativeSelect
          label="Role"
          value={role}
          data={roles.map((value) => ({ value, label: `${roleWords[value].word}: ${roleWords[value].may}` }))}
          onChange={(event) => setRole(event.currentTarget.value as Place["roles"][number])}
        />
      ) : null}
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={invite.isPending}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

function InviteLink({ link, email }: { link: LinkView; email: string }) {
  return (
    <div className={styles.dialog}>
      <p>
        Send this link to {email}. It works once and ends <TimeAgo at={link.expiresAt} />.
      </p>
      <div className={styles.copyLine}>
        <code className={styles.code}>{link.url}</code>
        <CopyButton text={link.url} label="Copy the link" />
      </div>
    </div>
  );
}
