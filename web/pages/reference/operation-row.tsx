import { Fragment, useState, type ReactNode } from "react";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { OpenApi, Operation, Schema } from "./read-openapi.ts";
import { sayType, schemaRows } from "./schema-rows.ts";
import styles from "./reference.module.css";

/** One operation: a line to find it by; opened, what it takes and answers. */
export function OperationRow({ document, operation }: { document: OpenApi; operation: Operation }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.operation} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code className={styles.method} data-method={operation.method}>
          {operation.method}
        </code>
        <code className={styles.path}>{breakable(operation.path)}</code>
        <span className={styles.summary}>{operation.summary}</span>
        <span className={styles.places}>{sayPlaces(operation)}</span>
      </summary>
      {open ? <Detail document={document} operation={operation} /> : null}
    </details>
  );
}

/** A long path breaks before a slash and nowhere else. */
function breakable(path: string): ReactNode {
  return path.split(/(?=\/)/).map((part, index) => (
    <Fragment key={index}>
      <wbr />
      {part}
    </Fragment>
  ));
}

function sayPlaces({ places }: Operation): string {
  return places.length === 4 ? "every place" : places.map(({ name }) => name).join(", ");
}

function Detail({ document, operation }: { document: OpenApi; operation: Operation }) {
  return (
    <div className={styles.detail}>
      <ul className={styles.wholes}>
        {operation.places.map(({ path }) => (
          <li key={path}>
            <code>{path}</code>
            <CopyButton text={path} label={`Copy ${path}`} />
          </li>
        ))}
      </ul>
      {operation.parameters.length > 0 ? (
        <Fields
          title="In the address"
          rows={operation.parameters.map((one) => ({
            name: one.name,
            type: sayType(document, one.schema ?? {}),
            required: one.required === true,
            note: one.description ?? one.schema?.description ?? "",
          }))}
        />
      ) : null}
      {operation.body ? <SchemaFields title="Body" document={document} schema={operation.body} /> : null}
      {operation.answers.map(({ status, schema }) =>
        schema ? (
          <SchemaFields key={status} title={`Answer ${status}`} document={document} schema={schema} />
        ) : (
          <h3 key={status}>Answer {status}</h3>
        ),
      )}
    </div>
  );
}

function SchemaFields({ title, document, schema }: { title: string; document: OpenApi; schema: Schema }) {
  const rows = schemaRows(document, schema);
  if (rows.length > 0) return <Fields title={title} rows={rows} />;
  return (
    <h3>
      {title}: <code>{sayType(document, schema)}</code>
    </h3>
  );
}

function Fields({ title, rows }: { title: string; rows: readonly { name: string; type: string; required: boolean; note: string }[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.fields}>
        {rows.map((row) => (
          <div key={row.name}>
            <dt>
              <code>{row.name}</code>
            </dt>
            <dd>
              <span className={styles.type}>{row.type}</span>
              {row.required ? null : <span className={styles.quiet}>, may be left out</span>}
              {row.note ? <div className={styles.quiet}>{row.note}</div> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
