import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { StoaError } from "../../base/errors.ts";

/** One table's rows, as COPY text compressed with zstd. */
export interface TableDump {
  schema: string;
  name: string;
  columns: string[];
  rows: number;
  /** Relative to the backup. */
  file: string;
}

/** A partition that is made at run time, not by a migration. */
export interface PartitionDump {
  schema: string;
  name: string;
  parent: string;
  /** `FOR VALUES FROM (...) TO (...)` */
  bound: string;
  rowSecurity: boolean;
}

export interface SequenceDump {
  schema: string;
  name: string;
  value: number;
  called: boolean;
}

export interface Manifest {
  format: 1;
  madeAt: string;
  release: string;
  postgres: string;
  /** Migrations the data stands on, in order. */
  schema: { name: string; digest: string }[];
  tables: TableDump[];
  partitions: PartitionDump[];
  sequences: SequenceDump[];
  blobs: { count: number; bytes: number };
  repositories: number;
  /** Of `files.jsonl`, which has every other file's digest. */
  filesDigest: string;
  /** Where the key lay that opens the secrets; never part of a backup. */
  keyNotIncluded: string;
}

interface FileEntry {
  path: string;
  size: number;
  sha256: string;
}

const manifestName = "manifest.json";
const filesName = "files.jsonl";

/** Writes the list of files and, last, the manifest: a backup without one is not whole. */
export async function sealBackup(folder: string, manifest: Omit<Manifest, "filesDigest">): Promise<Manifest> {
  const out = createWriteStream(join(folder, filesName), { flags: "wx", mode: 0o600 });
  for await (const path of filesBelow(folder)) {
    if (path === filesName) continue;
    const entry: FileEntry = { path, size: (await stat(join(folder, path))).size, sha256: await digestOf(join(folder, path)) };
    if (!out.write(`${JSON.stringify(entry)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  const sealed = { ...manifest, filesDigest: await digestOf(join(folder, filesName)) };
  await writeFile(join(folder, manifestName), `${JSON.stringify(sealed, undefined, 2)}\n`, { flag: "wx", mode: 0o600 });
  return sealed;
}

/** @throws StoaError invalid_input when the folder holds no whole backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, manifestName);
  if (!existsSync(file))
    throw new StoaError("invalid_input", {
      what: `${folder} holds no whole backup (no ${manifestName}).`,
      fix: "Name a folder that `stoa backup` made.",
    });
  const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
  if (manifest.format !== 1)
    throw new StoaError("invalid_input", {
      what: `The backup ${folder} has format ${String(manifest.format)}, which this release does not read.`,
      fix: "Use the release that wrote it, or a newer one.",
    });
  return manifest;
}

/** Reads every file against its digest. @returns how many. @throws StoaError refused that names the first file that differs. */
export async function checkFiles(folder: string, manifest: Manifest): Promise<number> {
  if ((await digestOf(join(folder, filesName)).catch(() => "")) !== manifest.filesDigest) throw damaged(folder, filesName);
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(join(folder, filesName)) })) {
    const entry = JSON.parse(line) as FileEntry;
    if ((await digestOf(join(folder, entry.path)).catch(() => "")) !== entry.sha256) throw damaged(folder, entry.path);
    count++;
  }
  return count;
}

function damaged(folder: string, path: string): StoaError {
  return new StoaError("refused", {
    what: `The backup ${folder} is damaged: ${path} is not as it was written.`,
    fix: "Use another backup; check the disk this one lies on.",
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function* filesBelow(folder: string, base = folder): AsyncIterable<string> {
  for (const entry of (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, base);
    else if (entry.isFile()) yield relative(base, path);
  }
}
