import { Button, TextInput } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { countOf } from "../../parts/format/count.ts";
import { SearchIcon } from "../../parts/icons.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { useRegister } from "../../parts/use-register.ts";
import { OperationRow } from "./operation-row.tsx";
import { readOperations, type OpenApi, type Operation, type OperationGroup } from "./read-openapi.ts";
import styles from "./reference.module.css";

/** Every operation of the HTTP API, read from the document the deployment serves about itself. */
export function ReferencePage() {
  useRegister("workshop");
  const document = useRead<OpenApi>("/openapi.json");
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link to="/" className={styles.brand}>
          <img src="/icon.svg" alt="" width={24} height={24} /> Stoa
        </Link>
        <a href="/openapi.json">openapi.json</a>
      </header>
      <main className={styles.main}>
        <Loaded page query={document}>
          {(found) => <Shown document={found} />}
        </Loaded>
      </main>
    </div>
  );
}

function Shown({ document }: { document: OpenApi }) {
  const { q }: { q?: string | number } = useSearch({ strict: false });
  const words = String(q ?? "");
  const navigate = useNavigate();
  const groups = useMemo(() => readOperations(document), [document]);
  const shown = useMemo(() => filterGroups(groups, words), [groups, words]);
  const set = (text: string) => void navigate({ to: ".", replace: true, search: text ? { q: text } : {} });
  const count = shown.reduce((sum, group) => sum + group.operations.length, 0);
  return (
    <>
      <h1>HTTP API</h1>
      <p className={styles.lead}>
        Whatever the pages and the command line do, they do by these. Send a token as <code>Authorization: Bearer</code>; make one on the
        Tokens page of your console. Every path begins with the place it speaks for.
      </p>
      <div className={styles.find}>
        <TextInput
          type="search"
          aria-label="Search the operations"
          placeholder="Search: runs, install, POST"
          data-page-search
          leftSection={<SearchIcon size={16} aria-hidden />}
          value={words}
          onChange={(event) => set(event.currentTarget.value)}
        />
        <span role="status" className={styles.quiet}>
          {countOf(count, "operation")}
        </span>
      </div>
      {count === 0 ? (
        <EmptyState title="Nothing matches" action={<Button onClick={() => set("")}>Show everything</Button>}>
          <p>Search by a word of the path, of the sentence beside it, or by the method.</p>
        </EmptyState>
      ) : (
        <div className={styles.columns}>
          <nav className={styles.contents} aria-label="Contents">
            {shown.map(({ name }) => (
              <a key={name} href={`#${idOf(name)}`}>
                {name}
              </a>
            ))}
          </nav>
          <div className={styles.groups}>
            {shown.map((group) => (
              <section key={group.name} id={idOf(group.name)} aria-label={group.name}>
                <h2>{group.name}</h2>
                {group.operations.map((operation) => (
                  <OperationRow key={operation.key} document={document} operation={operation} />
                ))}
              </section>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

const idOf = (name: string): string => name.replaceAll(" ", "-");

function filterGroups(groups: readonly OperationGroup[], words: string): OperationGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (operation: Operation) => {
    const text =
      `${operation.method} ${operation.path} ${operation.summary} ${operation.places.map(({ name }) => name).join(" ")}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return groups
    .map(({ name, operations }) => ({ name, operations: operations.filter(fits) }))
    .filter(({ operations }) => operations.length > 0);
}
