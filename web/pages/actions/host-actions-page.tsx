import type { HostAction, HostActionsView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { mayAct, usePlace } from "../../places/place.ts";
import { localeNow, nameLanguage } from "../../words/language.ts";
import styles from "../page.module.css";
import { ApiSettings } from "./api-settings.tsx";
import { DeclareDocument } from "./declare-document.tsx";
import { RefusedCalls } from "./refused-calls.tsx";

/** What integrations may do in the host's product: its API, declared by its OpenAPI document, and how it knows that Stoa calls. */
export function HostActionsPage() {
  const place = usePlace();
  const view = useRead<HostActionsView>(`${place.api}/host-api`);
  return (
    <>
      <PageHead
        title="API and actions"
        line="Integrations ask for actions of your API, customers allow them when they install, and Stoa passes on only what both say."
      />
      <Loaded query={view}>{(found) => <Shown found={found} />}</Loaded>
    </>
  );
}

const columns: readonly Column<HostAction>[] = [
  { key: "name", title: "Action", cell: ({ name }) => <code>{name}</code>, text: ({ name }) => name, phone: "title" },
  { key: "title", title: "What customers read", cell: ({ title }) => title, text: ({ title }) => title, phone: "line" },
  {
    key: "request",
    title: "Request",
    cell: ({ method, path }) => (
      <code>
        {method} {path}
      </code>
    ),
    text: ({ method, path }) => `${method} ${path}`,
  },
  { key: "scopes", title: "Covers", cell: ({ scopes }) => scopes.join(", ") || "-", text: ({ scopes }) => scopes.join(" ") },
  {
    key: "installations",
    title: "Allowed in",
    align: "end",
    width: "110px",
    cell: ({ installations }) => installations ?? "-",
    text: ({ installations }) => String(installations ?? ""),
  },
];

function Shown({ found }: { found: HostActionsView }) {
  const place = usePlace();
  const owns = mayAct(place, "host_owner");
  const { api, items } = found;
  return (
    <>
      {api ? (
        <>
          <DataTable
            noun="action"
            rows={items}
            columns={columns}
            rowKey={({ name }) => name}
            total={items.length}
            searchable={false}
            exportable
          />
          <Languages of={api.languages} />
          <Proof found={found} />
          {owns ? <ApiSettings key={api.declaredAt} api={api} /> : null}
        </>
      ) : (
        <EmptyState title="Nothing is declared" example={<code>stoa actions upload openapi.json</code>}>
          <p>
            Upload the OpenAPI document of your API. Each operation becomes an action under its own name, and integrations can ask for it.
            Until then they reach your product only with keys that customers make.
          </p>
        </EmptyState>
      )}
      {owns ? <DeclareDocument api={api} /> : null}
      {api ? <RefusedCalls none="None: integrations asked only for what they declare and customers allow." /> : null}
    </>
  );
}

/** In which languages customers read what the actions are called. */
function Languages({ of }: { of: readonly string[] }) {
  const named = new Intl.ListFormat(localeNow()).format(of.map(nameLanguage));
  return (
    <p>
      Customers read them in {named}
      {of.length > 1 ? (
        "."
      ) : (
        <>
          {" "}
          alone; <code>x-stoa-translations</code> in the document says them in other languages.
        </>
      )}
    </p>
  );
}

/** What the host's one check is made with. */
function Proof({ found: { api, token } }: { found: HostActionsView }) {
  if (api?.way === "token") return null;
  const line = (text: string, label: string) => (
    <span className={styles.copyLine}>
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
  return (
    <Panel title="Check that Stoa calls">
      <p className={styles.quiet}>
        Each request carries a token of type stoa-call+jwt, good for a minute and for its method and path alone. Check it against these, and
        take the customer from its claim customer.
      </p>
      <Facts
        rows={[
          { name: "Keys", value: line(token.jwks, "Copy the address of the keys") },
          { name: "Issuer (iss)", value: line(token.issuer, "Copy the issuer") },
          { name: "Audience (aud)", value: line(token.audience ?? "", "Copy the audience") },
        ]}
      />
    </Panel>
  );
}
