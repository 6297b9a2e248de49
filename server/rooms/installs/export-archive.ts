import type { Ctx } from "../../base/index.ts";
import { tarEnd, tarHeader, tarPadding } from "../sandbox/index.ts";
import { exportInstallation, type ExportPart } from "./export-installation.ts";

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

/**
 * An installation's export and the folder it keeps as state as one tar: `export.json`, `state/...`.
 * @throws StoaError as `exportInstallation`, before the first byte
 */
export async function exportArchive(
  ctx: Ctx,
  input: { installationId: string; parts: readonly ExportPart[]; folder: ExportFolder },
): Promise<AsyncIterable<Buffer>> {
  const data = await exportInstallation(ctx, input);
  const folder = await input.folder(ctx, input.installationId);
  return writeArchive(Buffer.from(`${JSON.stringify(data, null, 2)}\n`), folder);
}

async function* writeArchive(json: Buffer, folder: AsyncIterable<ArchiveEntry>): AsyncGenerator<Buffer> {
  yield Buffer.concat([tarHeader({ path: "export.json", type: "file", mode: 0o644, size: json.length }), json, tarPadding(json.length)]);
  for await (const { path, type, mode, size, body } of folder) {
    yield tarHeader({ path: `state/${path}`, type, mode, size });
    yield* body;
    yield tarPadding(size);
  }
  yield tarEnd;
}
