import type { TokenView } from "@stoa/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { roleWords } from "../../words/role-words.ts";
import styles from "../page.module.css";

const lengths = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "", label: "Until revoked" },
];

/** Makes a token and shows it the one time it can be shown. */
export function NewToken() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        Make a token
      </Button>
      <Dialog open={open} title="Make a token" onClose={() => setOpen(false)}>
        <TokenForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function TokenForm({ onDone }: { onDone: () => void }) {
  const place = usePlace();
  const [name, setName] = useState("");
  const [role, setRole] = useState(place.roles[0]);
  const [days, setDays] = useState("90");
  const make = useAct<TokenView & { token: string }>([`${place.api}/tokens`]);
  if (make.data) return <MadeToken name={make.data.name} token={make.data.token} onDone={onDone} />;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({
          method: "POST",
          path: `${place.api}/tokens`,
          body: { name, roles: [role], ...(days ? { days: Number(days) } : {}) },
        });
      }}
    >
      <TextInput
        label="Name"
        description="What will use it, so that you know which one to end."
        required
        value={name}
        error={fieldProblems(make.error)[0]?.message}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        value={role}
        data={place.roles.map((value) => ({ value, label: `${roleWords[value].word}: ${roleWords[value].may}` }))}
        onChange={(event) => setRole(place.roles.find((one) => one === event.currentTarget.value))}
      />
      <NativeSelect label="Ends after" value={days} data={lengths} onChange={(event) => setDays(event.currentTarget.value)} />
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={make.isPending}>
          Make the token
        </Button>
      </div>
    </form>
  );
}

function MadeToken({ name, token, onDone }: { name: string; token: string; onDone: () => void }) {
  return (
    <div className={styles.dialog}>
      <Notice meaning="needs">Copy it now: the token “{name}” is not shown again.</Notice>
      <div className={styles.copyLine}>
        <code className={styles.code}>{token}</code>
        <CopyButton text={token} label="Copy the token" />
      </div>
      <div className={styles.dialogFoot}>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  );
}
