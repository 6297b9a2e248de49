import type { Integration } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import styles from "../page.module.css";

/** Makes an integration: a name and the address it is pushed to. */
export function NewIntegration() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        New integration
      </Button>
      <Dialog open={open} title="New integration" onClose={() => setOpen(false)}>
        <NewIntegrationForm />
      </Dialog>
    </>
  );
}

function NewIntegrationForm() {
  const place = usePlace();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string>();
  const make = useAct<Integration>([`${place.api}/integrations`]);
  const shown = slug ?? slugOf(name);
  const problems = fieldProblems(make.error);
  const problem = (...paths: string[]) => problems.find((one) => paths.includes(one.path))?.message;
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(
          { method: "POST", path: `${place.api}/integrations`, body: { name, slug: shown } },
          { onSuccess: (made) => void navigate({ to: `${place.href}/integrations/${made.id}` }) },
        );
      }}
    >
      <TextInput label="Name" required value={name} error={problem("/name", "")} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput
        label="Address"
        description="The last part of where you push; it cannot be changed later."
        required
        value={shown}
        error={problem("/slug")}
        onChange={(event) => setSlug(event.currentTarget.value)}
      />
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={make.isPending}>
          Make the integration
        </Button>
      </div>
    </form>
  );
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}
