import type { HostView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { AddIcon } from "../../parts/icons.ts";
import { IdChip } from "../../parts/id-chip.tsx";
import { Monogram } from "../../parts/monogram.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { ListOf } from "../lists/list-of.tsx";
import styles from "../page.module.css";

const columns: Column<HostView>[] = [
  {
    key: "name",
    title: "Host",
    cell: (row) => (
      <span className={styles.named}>
        <Monogram id={row.id} name={row.name} size={24} />
        {row.name}
      </span>
    ),
    text: (row) => row.name,
    phone: "title",
  },
  { key: "slug", title: "Address", cell: (row) => <code>{row.slug}</code>, text: (row) => row.slug, phone: "line" },
  {
    key: "origins",
    title: "Pages that show it",
    cell: (row) => row.origins.join(", ") || "None yet",
    text: (row) => row.origins.join(" "),
  },
  { key: "id", title: "Id", cell: (row) => <IdChip id={row.id} />, text: (row) => row.id, width: "120px" },
  {
    key: "since",
    title: "Since",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "160px",
    phone: "line",
  },
];

/** The software companies whose products carry a marketplace from this deployment. */
export function HostsPage() {
  return (
    <>
      <PageHead title="Hosts" actions={<NewHost />} />
      <ListOf
        noun="host"
        path="/v1/operator/hosts"
        columns={columns}
        rowHref={(row) => `/operator/customers?host=${row.id}`}
        empty={
          <EmptyState title="No hosts yet" action={<NewHost />}>
            <p>A host is the software company whose product shows the marketplace. Each has a test and a live side.</p>
          </EmptyState>
        }
      />
    </>
  );
}

function NewHost() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<AddIcon size={16} />} onClick={() => setOpen(true)}>
        New host
      </Button>
      <Dialog open={open} title="New host" onClose={() => setOpen(false)}>
        <NewHostForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function NewHostForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string>();
  const [ownerEmail, setOwnerEmail] = useState("");
  const make = useAct<HostView>(["/v1/operator/hosts", "/v1/me"]);
  const problems = fieldProblems(make.error);
  const problem = (...paths: string[]) => problems.find((one) => paths.includes(one.path))?.message;
  const shown =
    slug ??
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(
          { method: "POST", path: "/v1/operator/hosts", body: { name, slug: shown, ...(ownerEmail ? { ownerEmail } : {}) } },
          { onSuccess: onDone },
        );
      }}
    >
      <TextInput label="Name" required value={name} error={problem("/name", "")} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label="Address" required value={shown} error={problem("/slug")} onChange={(event) => setSlug(event.currentTarget.value)} />
      <TextInput
        label="Owner's e-mail"
        type="email"
        description="Who may then invite the others. It can be left for later."
        value={ownerEmail}
        error={problem("/ownerEmail")}
        onChange={(event) => setOwnerEmail(event.currentTarget.value)}
      />
      <div className={styles.dialogFoot}>
        <Button type="submit" loading={make.isPending}>
          Make the host
        </Button>
      </div>
    </form>
  );
}
