import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export interface ChunkRow {
  seq: number;
  firstLine: number;
  lines: number;
  firstAt: number;
  rawBytes: number;
  storedBytes: number;
  hash: string;
  blobKey: string | null;
  inline: Buffer | null;
}

export interface ChunkEntry extends RunOwner, ChunkRow {
  runId: string;
  attempt: number;
}

/** Adds a piece of a log that is being written, only while the run is with this runner at this attempt; told twice, it is there once. */
export async function insertChunk(tx: Tx, chunk: ChunkEntry, runnerId: string): Promise<boolean> {
  const count = await tx.run(
    `insert into runs.log_chunk (run_id, attempt, seq, side_id, customer_id, publisher_id, first_line, lines, first_at, raw_bytes, stored_bytes, hash, blob_key, inline)
     select $1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000), $10, $11, $12, $13, $14
     where exists (select from runs.ready where run_id = $1 and attempt = $2 and runner_id = $15 and state = 'running')
     on conflict (run_id, attempt, seq) do update set hash = excluded.hash`,
    [...chunkValues(chunk), runnerId],
  );
  return count === 1;
}

/** The sealed log's pieces take the place of those written on the way. @returns blob keys no row names any more. */
export async function replaceChunks(tx: Tx, runId: string, attempt: number, chunks: readonly ChunkEntry[]): Promise<string[]> {
  const kept = new Set(chunks.map((chunk) => chunk.blobKey));
  const old = await tx.rows<{ key: string | null }>(
    "delete from runs.log_chunk where run_id = $1 and attempt = $2 returning blob_key as key",
    [runId, attempt],
  );
  for (const chunk of chunks) await insertSealed(tx, chunk);
  return old.flatMap(({ key }) => (key === null || kept.has(key) ? [] : [key]));
}

async function insertSealed(tx: Tx, chunk: ChunkEntry): Promise<void> {
  await tx.run(
    `insert into runs.log_chunk (run_id, attempt, seq, side_id, customer_id, publisher_id, first_line, lines, first_at, raw_bytes, stored_bytes, hash, blob_key, inline)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000), $10, $11, $12, $13, $14)`,
    chunkValues(chunk),
  );
}

const told = `"runId" uuid, attempt int, "runnerId" uuid, seq int, "sideId" uuid, "customerId" uuid, "publisherId" uuid, "firstLine" bigint, lines bigint,
  "firstAt" float8, "rawBytes" bigint, "storedBytes" bigint, hash text, "blobKey" text, inline text`;
const ofLog = `c."firstLine", c.lines, to_timestamp(c."firstAt" / 1000), c."rawBytes", c."storedBytes", c.hash, c."blobKey", decode(c.inline, 'base64')`;
const intoChunks = `insert into runs.log_chunk (run_id, attempt, seq, side_id, customer_id, publisher_id, first_line, lines, first_at, raw_bytes, stored_bytes, hash,
  blob_key, inline)`;

const inText = (chunks: readonly ChunkRow[]): string =>
  JSON.stringify(chunks.map(({ inline, ...chunk }) => ({ ...chunk, inline: inline?.toString("base64") ?? null })));

/** Sealed logs of many runs that wrote nothing on the way: one statement. */
export async function insertChunks(tx: Tx, chunks: readonly ChunkEntry[]): Promise<void> {
  if (chunks.length === 0) return;
  await tx.named(
    "runs-insert-chunks",
    `${intoChunks} select c."runId", c.attempt, c.seq, c."sideId", c."customerId", c."publisherId", ${ofLog} from jsonb_to_recordset($1) as c (${told})`,
    [inText(chunks)],
  );
}

/** The same before their runs end, in the order of what is given, each only while its run is with its runner at its attempt: from then on it stays so. */
export async function insertFencedChunks(
  tx: Tx,
  chunks: readonly (ChunkRow & { runId: string; attempt: number; runnerId: string })[],
): Promise<void> {
  if (chunks.length === 0) return;
  await tx.named(
    "runs-insert-fenced-chunks",
    `${intoChunks} select c."runId", c.attempt, c.seq, r.side_id, r.customer_id, r.publisher_id, ${ofLog} from jsonb_to_recordset($1) as c (${told})
       cross join lateral (select r.side_id, r.customer_id, r.publisher_id from runs.ready r where r.run_id = c."runId" and r.attempt = c.attempt
         and r.runner_id = c."runnerId" and r.state = 'running' for update) r`,
    [inText(chunks)],
  );
}

function chunkValues(chunk: ChunkEntry): unknown[] {
  return [
    chunk.runId,
    chunk.attempt,
    chunk.seq,
    chunk.sideId,
    chunk.customerId,
    chunk.publisherId,
    chunk.firstLine,
    chunk.lines,
    chunk.firstAt,
    chunk.rawBytes,
    chunk.storedBytes,
    chunk.hash,
    chunk.blobKey,
    chunk.inline,
  ];
}

export async function hasChunks(tx: Tx, runId: string, attempt: number): Promise<boolean> {
  const row = await tx.row<{ there: boolean }>("select exists (select from runs.log_chunk where run_id = $1 and attempt = $2) as there", [
    runId,
    attempt,
  ]);
  return row?.there === true;
}

/** The pieces of one attempt's log from the one that holds `fromLine` on. */
export function listChunks(tx: Tx, runId: string, attempt: number, fromLine: number): Promise<ChunkRow[]> {
  return tx.rows<ChunkRow>(
    `select seq, first_line as "firstLine", lines, first_at as "firstAt", raw_bytes as "rawBytes", stored_bytes as "storedBytes", hash, blob_key as "blobKey", inline
     from runs.log_chunk where run_id = $1 and attempt = $2 and first_line + lines > $3 order by first_line`,
    [runId, attempt, fromLine],
  );
}
