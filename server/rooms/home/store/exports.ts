import type { ExportView } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface ExportRow {
  id: string;
  sideId: string;
  customerId: string;
  state: ExportView["state"];
  askedBy: string;
  done: number;
  total: number;
  attempts: number;
  blobKey: string | null;
  bytes: number | null;
  error: string | null;
  createdAt: number;
  endedAt: number | null;
  expiresAt: number | null;
}

const columns = `id, side_id as "sideId", customer_id as "customerId", state, asked_by as "askedBy", done, total, attempts, blob_key as "blobKey", bytes, error,
  created_at as "createdAt", ended_at as "endedAt", expires_at as "expiresAt"`;

/** One under way a customer. @returns whether it was written */
export async function insertExport(
  tx: Tx,
  row: Pick<ExportRow, "id" | "sideId" | "customerId" | "askedBy"> & { now: number },
): Promise<boolean> {
  const count = await tx.run(
    `insert into home.export (id, side_id, customer_id, asked_by, due_at, created_at) values ($1, $2, $3, $4, ${at(5)}, ${at(5)}) on conflict do nothing`,
    [row.id, row.sideId, row.customerId, row.askedBy, row.now],
  );
  return count > 0;
}

export async function countExports(tx: Tx, customerId: string, since: string): Promise<number> {
  const row = await tx.row<{ count: number }>("select count(*)::int as count from home.export where customer_id = $1 and id > $2", [
    customerId,
    since,
  ]);
  return row?.count ?? 0;
}

export function listExportRows(tx: Tx, customerId: string, limit: number): Promise<ExportRow[]> {
  return tx.rows<ExportRow>(`select ${columns} from home.export where customer_id = $1 order by id desc limit $2`, [customerId, limit]);
}

/** Takes one that is due, also one whose maker fell silent. Engine scope. */
export function claimExport(tx: Tx, now: number, leaseMs: number): Promise<ExportRow | undefined> {
  return tx.row<ExportRow>(
    `update home.export set state = 'running', attempts = attempts + 1, done = 0, due_at = to_timestamp(($1::float8 + $2::float8) / 1000)
     where id = (select id from home.export where state in ('waiting', 'running') and due_at <= ${at(1)} order by due_at limit 1 for update skip locked) returning ${columns}`,
    [now, leaseMs],
  );
}

/** Only by who holds it. @returns whether they still do */
export async function noteProgress(
  tx: Tx,
  row: Pick<ExportRow, "id" | "attempts" | "done" | "total"> & { until: number },
): Promise<boolean> {
  const count = await tx.run(
    `update home.export set done = $3, total = $4, due_at = ${at(5)} where id = $1 and attempts = $2 and state = 'running'`,
    [row.id, row.attempts, row.done, row.total, row.until],
  );
  return count > 0;
}

export async function endExport(
  tx: Tx,
  row: Pick<ExportRow, "id" | "attempts" | "blobKey" | "bytes" | "error"> & {
    state: ExportRow["state"];
    now: number;
    expiresAt: number | null;
  },
): Promise<boolean> {
  const count = await tx.run(
    `update home.export set state = $3, blob_key = $4, bytes = $5, error = $6, due_at = ${at(7)}, ended_at = ${at(7)}, expires_at = ${at(8)}
     where id = $1 and attempts = $2 and state = 'running'`,
    [row.id, row.attempts, row.state, row.blobKey, row.bytes, row.error, row.now, row.expiresAt],
  );
  return count > 0;
}

/** A code in place of any before it. @returns whether there is something to fetch */
export async function setCode(
  tx: Tx,
  customerId: string,
  id: string,
  code: { hash: Buffer; until: number; now: number },
): Promise<boolean> {
  const count = await tx.run(
    `update home.export set code_hash = $3, code_until = ${at(4)} where customer_id = $1 and id = $2 and state = 'done' and expires_at > ${at(5)}`,
    [customerId, id, code.hash, code.until, code.now],
  );
  return count > 0;
}

/** Spends a code. @returns the blob it opens */
export function spendCode(tx: Tx, customerId: string, id: string, hash: Buffer, now: number): Promise<{ blobKey: string } | undefined> {
  return tx.row(
    `update home.export set code_hash = null where customer_id = $1 and id = $2 and code_hash = $3 and code_until > ${at(4)} and state = 'done'
     returning blob_key as "blobKey"`,
    [customerId, id, hash, now],
  );
}

/** Those whose time is over; their blobs are to be removed. Engine scope. */
export function expireExports(tx: Tx, now: number): Promise<{ blobKey: string }[]> {
  return tx.rows(
    `with over as (select id, blob_key from home.export where state = 'done' and expires_at <= ${at(1)} limit 100 for update skip locked)
     update home.export e set state = 'gone', blob_key = null, code_hash = null from over where e.id = over.id returning over.blob_key as "blobKey"`,
    [now],
  );
}

/** The last one takes the place of those before it; their blobs are to be removed. Engine scope. */
export function replaceExports(tx: Tx, customerId: string, id: string): Promise<{ blobKey: string }[]> {
  return tx.rows(
    `with over as (select id, blob_key from home.export where customer_id = $1 and id < $2 and state = 'done' for update)
     update home.export e set state = 'gone', blob_key = null, code_hash = null from over where e.id = over.id returning over.blob_key as "blobKey"`,
    [customerId, id],
  );
}

/** Every installation a customer ever had. */
export async function listInstallationIds(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>("select id from installs.v_installation where customer_id = $1 order by id", [customerId]);
  return rows.map(({ id }) => id);
}

/** Connections, without anything secret. */
export function listConnectionNames(tx: Tx, customerId: string): Promise<object[]> {
  return tx.rows("select id, provider, name, state, scopes from connections.v_connection where customer_id = $1 order by id", [customerId]);
}
