import { rm } from "node:fs/promises";
import { join } from "node:path";
import { audit, notFound, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { findRuntime, listRuntimes, removeFromIndex, runtimesFolder } from "./runtimes/catalog.ts";
import { chooseBase, importedKey } from "./runtimes/ensure-runtime.ts";
import { withLock } from "./runtimes/lock.ts";

export interface RemoveRuntimeInput {
  name: string;
  dataDir: string;
}

/** How many releases that customers can get or have installed were built on this digest: known by higher rooms. */
export type CountUses = (ctx: Ctx, digest: string) => Promise<number>;

/**
 * An operator takes a runtime away that was added from an image; its name is free again, and its files go.
 * @throws StoaError forbidden, not_found, conflict while releases stand on it, refused for one this machine makes
 */
export async function removeRuntime(ctx: Ctx, { name, dataDir }: RemoveRuntimeInput, countUses: CountUses): Promise<void> {
  requireRole(ctx, "operator");
  const key = importedKey(name);
  const lock = join(runtimesFolder(dataDir), `.${key}.lock`);
  if (!(await findRuntime(dataDir, key))) throw await noImport(name, dataDir);
  await withLock(
    lock,
    () => undefined,
    async () => {
      const runtime = await findRuntime(dataDir, key);
      if (!runtime) throw notFound("runtime");
      const uses = await countUses(ctx, runtime.digest);
      if (uses > 0) throw inUse(runtime.name, uses);
      const { digest, version } = runtime;
      await transaction(ctx, (inner) => audit(inner, { verb: "runtime.remove", before: { name: runtime.name, digest, version } }));
      await removeFromIndex(dataDir, key);
      // Another name may stand for the same content.
      const shared = (await listRuntimes({ dataDir })).some((one) => one.digest === digest);
      if (!shared) await rm(runtime.root, { recursive: true, force: true });
    },
  );
}

async function noImport(name: string, dataDir: string): Promise<StoaError> {
  const made = await chooseBase({ base: name, packages: [] }, { dataDir }).catch(() => undefined);
  if (!made) return notFound("runtime");
  return new StoaError("refused", {
    what: `This machine makes "${name}" by itself, at first need and again.`,
    fix: "Only runtimes added from an image can be removed: stoa runtime list",
  });
}

function inUse(name: string, uses: number): StoaError {
  return new StoaError("conflict", {
    what: `${uses === 1 ? "A release" : `${uses} releases`} that customers can get or have installed ${uses === 1 ? "was" : "were"} built on "${name}".`,
    fix: "Have them built on another base and published, and wait until no installation stands on the old ones.",
  });
}
