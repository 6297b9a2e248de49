import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";

/** A file or folder of a zip; `body` may come bit by bit, and is read when those before it are written. */
export interface ZipEntry {
  path: string;
  at: number;
  /** None: a folder. */
  body?: string | Buffer | AsyncIterable<Buffer>;
}

/** A path that unpacks on every system: no way out of the folder, no signs that Windows refuses. */
export function zipPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  // oxlint-disable-next-line no-control-regex -- those are the signs meant
  return parts.map((part) => part.replaceAll(/[\u0000-\u001f\u007f<>:"|?*\\]/g, "_").replace(/[. ]$/, "_")).join("/");
}

/** One zip of many entries, in constant memory: each is asked for when the one before it is written. Ends early, and lets go of what it holds, when its reader does. */
export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const open: Open = { over: false };
  zip.on("error", (error: Error) => output.destroy(error));
  const filled = fill(zip, entries, open).catch((error: unknown) => void output.destroy(error as Error));
  try {
    for await (const chunk of output) yield chunk as Buffer;
    await filled;
  } finally {
    open.over = true;
    output.destroy();
    open.body?.destroy(new Error("its reader went away"));
  }
}

interface Open {
  body?: Readable;
  /** Nobody reads any more. */
  over: boolean;
}

async function fill(zip: ZipFile, entries: AsyncIterable<ZipEntry>, open: Open): Promise<void> {
  for await (const { path, at, body } of entries) {
    if (open.over) return;
    const mtime = new Date(at);
    const name = zipPath(path);
    if (name === "") continue;
    if (body === undefined) {
      zip.addEmptyDirectory(name, { mtime });
      continue;
    }
    open.body = Readable.from(typeof body === "string" || Buffer.isBuffer(body) ? [Buffer.from(body)] : body, { objectMode: false });
    zip.addReadStream(open.body, name, { mtime, mode: 0o100644 });
    await finished(open.body, { writable: false });
  }
  zip.end();
}
