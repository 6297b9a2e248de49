import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type Connection, withClient } from "../database/with-client.ts";
import { listColumns, listPartitions, listSchema, listSequences, listTables } from "./catalog-store.ts";
import type { Manifest, TableDump } from "./manifest.ts";

export type DatabaseDump = Pick<Manifest, "postgres" | "schema" | "tables" | "partitions" | "sequences">;

/**
 * Every table as of one moment, by COPY, into `<folder>/database`. Runs as the tables' owner with row_security off: a policy that would
 * hide a row makes it fail instead of leaving the row out.
 */
export async function dumpDatabase(connection: Connection, folder: string): Promise<DatabaseDump> {
  await mkdir(join(folder, "database"), { mode: 0o700 });
  return withClient(connection, async (client) => {
    await client.query(
      "begin isolation level repeatable read read only; set local role stoa_owner; set local row_security = off; set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0",
    );
    const tables: TableDump[] = [];
    for (const { schema, name } of await listTables(client)) {
      const columns = await listColumns(client, schema, name);
      const file = `database/${schema}.${name}.copy.zst`;
      tables.push({ schema, name, columns, file, rows: await dumpTable(client, schema, name, columns, join(folder, file)) });
    }
    const dump = {
      postgres: (await client.query<{ server_version: string }>("show server_version")).rows[0]?.server_version ?? "",
      schema: await listSchema(client),
      tables,
      partitions: await listPartitions(client),
      sequences: await listSequences(client),
    };
    await client.query("commit");
    return dump;
  });
}

async function dumpTable(client: pg.Client, schema: string, name: string, columns: string[], path: string): Promise<number> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const stream = client.query(copyTo(`copy ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} (${list}) to stdout`));
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  await pipeline(stream, compress, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  return stream.rowCount;
}
