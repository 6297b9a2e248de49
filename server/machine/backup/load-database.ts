import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { ensureRoles, loadMigrations, migrate, type Migration } from "../../base/db/index.ts";
import { StoaError } from "../../base/errors.ts";
import { countRows, type ForeignKey, listForeignKeys, listOwnTables } from "./catalog-store.ts";
import type { Manifest, TableDump } from "./manifest.ts";
import { rebaseFacts } from "./rebase-facts.ts";

const quoted = ({ schema, name }: { schema: string; name: string }): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;

/**
 * Fills an empty database from a backup: the schema it was written with, the rows, then this release's later migrations.
 * @returns rows loaded. @throws StoaError refused when the database is not empty, differs after loading, or the backup is of a newer release.
 */
export async function loadDatabase(client: pg.Client, folder: string, manifest: Manifest): Promise<number> {
  await checkEmpty(client);
  const all = await loadMigrations();
  const then = migrationsOf(manifest, all);
  if (await isSuperuser(client)) await ensureRoles(client);
  await migrate(client, then);
  await client.query(
    "begin; set local role stoa_owner; set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0",
  );
  try {
    await fill(client, folder, manifest);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
  await migrate(client, all);
  return manifest.tables.reduce((sum, table) => sum + table.rows, 0);
}

async function fill(client: pg.Client, folder: string, manifest: Manifest): Promise<void> {
  const keys = await listForeignKeys(client);
  await dropKeys(client, keys);
  await makePartitions(client, manifest);
  if (manifest.tables.length > 0) await client.query(`truncate ${manifest.tables.map(quoted).join(", ")}`);
  for (const table of manifest.tables) await loadTable(client, folder, table);
  for (const sequence of manifest.sequences)
    await client.query("select setval($1::regclass, $2, $3)", [quoted(sequence), sequence.value, sequence.called]);
  await rebaseFacts(client);
  // Adding them again also proves that no row points to nothing.
  for (const key of keys)
    await client.query(`alter table ${quoted(key)} add constraint ${pg.escapeIdentifier(key.constraint)} ${key.definition}`);
}

async function dropKeys(client: pg.Client, keys: readonly ForeignKey[]): Promise<void> {
  for (const key of keys) await client.query(`alter table ${quoted(key)} drop constraint ${pg.escapeIdentifier(key.constraint)}`);
}

async function makePartitions(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const partition of manifest.partitions) {
    const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [quoted(partition)]);
    if (rows[0]?.there) continue;
    await client.query(
      `create table ${quoted(partition)} partition of ${quoted({ schema: partition.schema, name: partition.parent })} ${partition.bound}`,
    );
    if (partition.rowSecurity) await client.query(`alter table ${quoted(partition)} enable row level security`);
  }
}

async function loadTable(client: pg.Client, folder: string, table: TableDump): Promise<void> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const stream = client.query(copyFrom(`copy ${quoted(table)} (${columns}) from stdin`));
  await pipeline(createReadStream(join(folder, table.file)), createZstdDecompress(), stream);
  const found = await countRows(client, quoted(table));
  if (found === table.rows) return;
  throw new StoaError("refused", {
    what: `${table.schema}.${table.name} has ${found} rows after loading; the backup says ${table.rows}.`,
    fix: "Use another backup. Nothing was changed.",
  });
}

async function checkEmpty(client: pg.Client): Promise<void> {
  const found = await listOwnTables(client);
  if (found.length === 0) return;
  const names = found.map((table) => `${table.schema}.${table.name}`).join(", ");
  throw new StoaError("refused", {
    what: `The database is not empty (${names}, ...).`,
    fix: "Restore into a new, empty database; a restore never overwrites one. Nothing was changed.",
  });
}

/** The migrations a backup stands on, as this release has them. */
function migrationsOf(manifest: Manifest, all: readonly Migration[]): Migration[] {
  const known = new Map(all.map((migration) => [migration.name, migration]));
  return manifest.schema.map(({ name, digest }) => {
    const migration = known.get(name);
    if (migration?.digest === digest) return migration;
    throw new StoaError("refused", {
      what: `The backup was made by a release with another schema (${name}); this one cannot read it.`,
      fix: `Restore with release ${manifest.release} or newer. Nothing was changed.`,
    });
  });
}

async function isSuperuser(client: pg.Client): Promise<boolean> {
  return (
    (await client.query<{ rolsuper: boolean }>("select rolsuper from pg_roles where rolname = current_user")).rows[0]?.rolsuper ?? false
  );
}
