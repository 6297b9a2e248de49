import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { audit, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { findRuntime, removeFromIndex, runtimesFolder, type Runtime } from "./runtimes/catalog.ts";
import { chooseBase, importedKey } from "./runtimes/ensure-runtime.ts";
import { importRuntime } from "./runtimes/import-runtime.ts";
import { withLock } from "./runtimes/lock.ts";
import { makeFolder } from "./tar/make-folder.ts";

/** Room for a compiler with its libraries; what it unpacks to has a limit of its own. */
const imageBytes = 4 * 2 ** 30;
const dayMs = 86_400_000;

export interface AddRuntimeInput {
  /** What manifests will write as `base`. */
  name: string;
  /** An image archive: OCI layout, or what `docker save` writes. */
  image: Readable;
  dataDir: string;
  maxBytes?: number;
}

/**
 * An operator brings a runtime as an image archive. A name keeps its content for ever, since releases were built on it.
 * @throws StoaError forbidden, conflict when the name is taken, too_large, refused with what is wrong with the image
 */
export async function addRuntime(ctx: Ctx, input: AddRuntimeInput): Promise<Runtime> {
  requireRole(ctx, "operator");
  await refuseTaken(input);
  const folder = runtimesFolder(input.dataDir);
  await makeFolder(folder);
  await sweepUploads(folder);
  const file = join(folder, `.upload-${randomUUID()}`);
  try {
    await receive(input.image, file, input.maxBytes ?? imageBytes);
    const lock = join(folder, `.${importedKey(input.name)}.lock`);
    return await withLock(
      lock,
      () => undefined,
      async () => {
        await refuseTaken(input);
        const runtime = await importRuntime({ ociTar: file, name: input.name }, { dataDir: input.dataDir });
        await record(ctx, runtime, input.dataDir);
        return runtime;
      },
    );
  } finally {
    await rm(file, { force: true });
  }
}

/** Names that shadow what this machine makes would change programs that were built already. */
async function refuseTaken({ name, dataDir }: AddRuntimeInput): Promise<void> {
  const there = await findRuntime(dataDir, importedKey(name));
  const made = await chooseBase({ base: name, packages: [] }, { dataDir }).catch(() => undefined);
  if (!there && !made) return;
  const what = there ? `There is a runtime "${there.name}" already.` : `This machine makes "${name}" by itself.`;
  throw new StoaError("conflict", { what, fix: `Choose another name, such as ${name.split(":")[0] ?? name}:my-1; see stoa runtime list` });
}

async function receive(image: Readable, file: string, maxBytes: number): Promise<void> {
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? tooLarge(maxBytes) : null, chunk);
    },
  });
  try {
    await pipeline(image, measure, createWriteStream(file, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    if (error instanceof StoaError) throw error;
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new StoaError("refused", {
      what: full ? "The disk is full, so the image could not be received." : "The image did not arrive whole.",
      fix: full ? "Make room in the data folder, then send it again." : "Send it again.",
      cause: error,
    });
  }
}

function tooLarge(maxBytes: number): StoaError {
  return new StoaError("too_large", {
    what: `The image is larger than ${Math.floor(maxBytes / 2 ** 20)} MiB.`,
    fix: "Leave out what programs do not need, such as caches and documentation.",
  });
}

/** The audit row is what makes it ours: without it the name is given free again. */
async function record(ctx: Ctx, runtime: Runtime, dataDir: string): Promise<void> {
  const { name, digest, version } = runtime;
  try {
    await transaction(ctx, (inner) => audit(inner, { verb: "runtime.add", after: { name, digest, version } }));
  } catch (error) {
    await removeFromIndex(dataDir, importedKey(name));
    throw error;
  }
}

/** What a server that was killed left behind. */
async function sweepUploads(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => /^\.(upload|import)-/.test(one))) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > dayMs) await rm(join(folder, name), { recursive: true, force: true });
  }
}
