import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { StoaError } from "../../../base/index.ts";
import { Extractor } from "../tar/extract-tar.ts";
import { makeFolder } from "../tar/make-folder.ts";
import { readTar, type TarEntry } from "../tar/read-tar.ts";
import { addToIndex, runtimesFolder, type Runtime } from "./catalog.ts";
import { importedKey, type RuntimeCtx } from "./ensure-runtime.ts";
import { fitOut, settle } from "./finish-root.ts";
import { treeLimits } from "./tree-limits.ts";

interface Descriptor {
  mediaType?: string;
  digest?: string;
  platform?: { architecture?: string; os?: string };
}

interface Manifest {
  manifests?: Descriptor[];
  layers?: Descriptor[];
}

const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64" };

/**
 * Makes a runtime of an image archive (OCI layout, or what `docker save` writes). Layers are applied without rights; a path that leads out is
 * refused. @param name what manifests write as `base`. @throws StoaError `refused` with the reason.
 */
export async function importRuntime(options: { ociTar: string; name: string }, ctx: RuntimeCtx): Promise<Runtime> {
  if (!/^[a-z0-9][a-z0-9.-]*(:[a-z0-9.-]+)?$/.test(options.name))
    throw new StoaError("invalid_input", `"${options.name}" is not a name for a runtime (a-z, 0-9, dots, dashes, one colon).`);
  const folder = runtimesFolder(ctx.dataDir);
  await makeFolder(folder);
  const work = await mkdtemp(join(folder, ".import-"));
  try {
    ctx.progress?.("reading the image");
    await new Extractor(work, treeLimits).add(onlyFiles(readTar(createReadStream(options.ociTar))));
    const layers = await findLayers(work);
    const root = join(work, "root");
    await makeFolder(root);
    const extractor = new Extractor(root, treeLimits);
    for (const [index, layer] of layers.entries()) {
      ctx.progress?.(`unpacking layer ${index + 1} of ${layers.length}`);
      await extractor.add(readTar(await openLayer(layer)));
    }
    await fitOut(root);
    const settled = await settle(ctx.dataDir, root);
    const runtime = {
      name: options.name,
      packages: [],
      ...settled,
      version: options.name.split(":")[1] ?? settled.digest.slice(7, 19),
      architecture: process.arch,
      madeAt: new Date().toISOString(),
    };
    await addToIndex(ctx.dataDir, importedKey(options.name), runtime);
    return runtime;
  } catch (error) {
    if (error instanceof StoaError) throw error;
    throw new StoaError("refused", {
      what: `The image cannot be imported: ${error instanceof Error ? error.message : String(error)}.`,
      fix: "Give an archive made by `docker save` or `skopeo copy ... oci-archive:`.",
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function* onlyFiles(entries: AsyncIterable<TarEntry>): AsyncGenerator<TarEntry> {
  for await (const entry of entries) if (entry.type === "file" || entry.type === "directory") yield entry;
}

/** Paths of the layers, lowest first. Blobs are checked against the digests that name them. */
async function findLayers(work: string): Promise<string[]> {
  const index = await readJson<Manifest>(join(work, "index.json"));
  if (index) return layersOf(work, index, 0);
  const saved = await readJson<{ Layers?: string[] }[]>(join(work, "manifest.json"));
  const layers = saved?.[0]?.Layers;
  if (!layers) throw new Error("it has neither index.json nor manifest.json");
  return layers.map((path) => {
    if (path.split("/").includes("..") || path.startsWith("/")) throw new Error(`the layer ${path} leads out of the archive`);
    return join(work, path);
  });
}

async function layersOf(work: string, manifest: Manifest, depth: number): Promise<string[]> {
  if (manifest.layers) return Promise.all(manifest.layers.map((layer) => blob(work, layer)));
  const fitting =
    manifest.manifests?.filter(
      ({ platform }) => platform?.architecture === undefined || platform.architecture === architectures[process.arch],
    ) ?? [];
  const [chosen] = fitting;
  if (!chosen || depth > 4)
    throw new Error(`it has nothing for this machine's architecture (${architectures[process.arch] ?? process.arch})`);
  const next = await readJson<Manifest>(await blob(work, chosen));
  if (!next) throw new Error("a manifest is missing");
  return layersOf(work, next, depth + 1);
}

async function blob(work: string, { digest = "" }: Descriptor): Promise<string> {
  const [, hex = ""] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? [];
  if (hex === "") throw new Error(`"${digest}" is not a sha256 digest`);
  const path = join(work, "blobs/sha256", hex);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  if (hash.digest("hex") !== hex) throw new Error(`the blob ${digest} has other content than its digest says`);
  return path;
}

/** A layer is plain, gzip or zstd; its first bytes say which. */
async function openLayer(path: string): Promise<AsyncIterable<Buffer>> {
  const source = createReadStream(path);
  const [magic] = await Array.fromAsync(createReadStream(path, { end: 3 }) as AsyncIterable<Buffer>);
  if (magic?.[0] === 0x1f && magic[1] === 0x8b) return source.pipe(createGunzip());
  return magic?.readUInt32LE(0) === 0xfd2fb528 ? source.pipe(createZstdDecompress()) : source;
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
