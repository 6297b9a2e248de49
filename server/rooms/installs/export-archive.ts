import type { Ctx } from "../../base/index.ts";
import { writeZip, type ZipEntry } from "../../base/zip/index.ts";
import { exportInstallation, type ExportPart } from "./export-installation.ts";
import { readmeOf } from "./export-readme.ts";
import { tableRuns } from "./table-runs.ts";

/** A file or folder of an archive; `path` holds bytes as latin1 text, `body` gives exactly `size` bytes. */
export interface ArchiveEntry {
  path: string;
  type: "file" | "directory";
  mode: number;
  size: number;
  body: AsyncIterable<Buffer>;
}

/** What a higher room keeps as files of an installation. */
export type ExportFolder = (ctx: Ctx, installationId: string) => Promise<AsyncIterable<ArchiveEntry>>;

export interface ExportOf {
  installationId: string;
  parts: readonly ExportPart[];
  folder: ExportFolder;
}

/**
 * An installation's export and the folder it keeps as state as one zip that opens by itself: `README.txt`, `runs.csv`, `export.json`, `state/...`.
 * @throws StoaError as `exportInstallation`, before the first byte
 */
export async function exportArchive(ctx: Ctx, input: ExportOf): Promise<AsyncIterable<Buffer>> {
  const { data, files } = await readExportFiles(ctx, input);
  return writeZip(withReadme(data, files, ctx.clock.now()));
}

async function* withReadme(data: Record<string, unknown>, files: AsyncIterable<ZipEntry>, at: number): AsyncGenerator<ZipEntry> {
  yield { path: "README.txt", at, body: readmeOf(nameIn(data)) };
  yield* files;
}

/** What it is called, in its own export. */
export const nameIn = (data: Record<string, unknown>): string => (data["installation"] as { name: string }).name;

/** What is kept of an installation, as JSON and as the files of a zip. @throws StoaError as `exportInstallation` */
export async function readExportFiles(
  ctx: Ctx,
  input: ExportOf,
): Promise<{ data: Record<string, unknown>; files: AsyncIterable<ZipEntry> }> {
  const data = await exportInstallation(ctx, input);
  const folder = await input.folder(ctx, input.installationId);
  return { data, files: listFiles(data, folder, ctx.clock.now()) };
}

async function* listFiles(data: Record<string, unknown>, folder: AsyncIterable<ArchiveEntry>, at: number): AsyncGenerator<ZipEntry> {
  yield { path: "runs.csv", at, body: tableRuns(Array.isArray(data["runs"]) ? data["runs"] : []) };
  yield { path: "export.json", at, body: `${JSON.stringify(data, null, 2)}\n` };
  for await (const { path, type, body } of folder) {
    const name = `state/${Buffer.from(path, "latin1").toString("utf8")}`;
    yield type === "directory" ? { path: name, at } : { path: name, at, body };
  }
}
