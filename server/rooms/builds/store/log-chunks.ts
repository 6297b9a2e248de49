import type { Tx } from "../../../base/index.ts";
import type { LogChunk } from "../../../base/logs/index.ts";

export interface LogOwner {
  buildId: string;
  publisherId: string;
  attempt: number;
}

/** Keeps a piece while the build is this attempt's. @returns whether it still is */
export async function insertChunk(tx: Tx, owner: LogOwner, chunk: LogChunk): Promise<boolean> {
  const count = await tx.run(
    `insert into builds.log_chunk (build_id, publisher_id, attempt, seq, first_line, lines, first_at, raw_bytes, stored_bytes, hash, blob_key, inline)
     select b.id, b.publisher_id, b.attempt, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8, $9, $10, $11
     from builds.build b where b.id = $1 and b.attempt = $2 and b.state = 'running'`,
    [
      owner.buildId,
      owner.attempt,
      chunk.seq,
      chunk.firstLine,
      chunk.lines,
      chunk.firstAt,
      chunk.rawBytes,
      chunk.storedBytes,
      chunk.hash,
      chunk.blobKey,
      chunk.inline,
    ],
  );
  return count === 1;
}

export async function deleteChunks(tx: Tx, owner: LogOwner): Promise<void> {
  await tx.run("delete from builds.log_chunk where build_id = $1 and attempt = $2", [owner.buildId, owner.attempt]);
}

/** The pieces of the build's newest attempt from the one that holds `fromLine` on. */
export function listChunks(tx: Tx, buildId: string, fromLine: number): Promise<LogChunk[]> {
  return tx.rows<LogChunk>(
    `select c.seq, c.first_line as "firstLine", c.lines, c.first_at as "firstAt", c.raw_bytes as "rawBytes", c.stored_bytes as "storedBytes", c.hash,
       c.blob_key as "blobKey", c.inline
     from builds.log_chunk c join builds.build b on b.id = c.build_id and b.attempt = c.attempt
     where c.build_id = $1 and c.first_line + c.lines > $2 order by c.first_line`,
    [buildId, fromLine],
  );
}
