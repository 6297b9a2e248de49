import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { StoaError } from "../../../base/index.ts";
import { makeFolder } from "../tar/make-folder.ts";
import { addNode } from "./add-node.ts";
import { knownBases, machineRelease, type Base } from "./bases.ts";
import { addToIndex, findRuntime, listRuntimes, runtimesFolder, type Runtime } from "./catalog.ts";
import { fitOut, settle } from "./finish-root.ts";
import { unlessLocked, withLock } from "./lock.ts";
import { makeDebian } from "./make-debian.ts";
import type { Progress } from "./making.ts";
import { removeTree } from "./run-inside.ts";

/** `base` is a kind with or without a version ("python", "python:3.11", "node:24") or the name of an imported runtime. */
export interface RuntimeSpec {
  base: string;
  packages: string[];
}

export interface RuntimeCtx {
  dataDir: string;
  /** Hears one line at a time while a runtime is made. */
  progress?: Progress;
  /** Aborted, the caller waits no more. The making goes on for others who wait, and ends with this process. */
  signal?: AbortSignal;
}

const making = new Map<string, Promise<Runtime>>();

/** The runtime for a spec, made at first need and kept. Two callers at once make it once. @throws StoaError `refused` that says what there is. */
export async function ensureRuntime(spec: RuntimeSpec, ctx: RuntimeCtx): Promise<Runtime> {
  const imported = await findImported(spec, ctx);
  if (imported) return imported;
  const { name, base, version } = await chooseBase(spec, ctx);
  const packages = [...new Set(spec.packages)].toSorted();
  const key = runtimeKey(version === undefined ? name : `${name}:${version}`, packages);
  const there = await findRuntime(ctx.dataDir, key);
  if (there) return there;
  const path = join(ctx.dataDir, key);
  const makeIt = (): Promise<Runtime> => makeOnce({ key, name, base, version, packages }, ctx);
  const under = making.get(path) ?? makeIt().finally(() => making.delete(path));
  making.set(path, under);
  return ctx.signal ? unlessAborted(under, ctx.signal) : under;
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopping = (): StoaError => new StoaError("unavailable", { what: "Stoa is being stopped.", fix: "Ask again when it runs." });
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(stopping());
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}

/** The index key of a runtime imported under a name. */
export function importedKey(name: string): string {
  return `imported-${name.replace(/[^a-z0-9.]+/g, "-")}`;
}

/** The runtime an operator added under this name. @throws StoaError `refused` when packages are asked for on top of it */
export async function findImported(spec: RuntimeSpec, ctx: { dataDir: string }): Promise<Runtime | undefined> {
  const runtime = await findRuntime(ctx.dataDir, importedKey(spec.base));
  if (!runtime || spec.packages.length === 0) return runtime;
  throw new StoaError("refused", {
    what: `The runtime "${spec.base}" was imported, so Debian packages cannot be added to it.`,
    fix: "Leave `packages` out, or import an image that has them.",
  });
}

interface Choice {
  name: string;
  base: Base;
  version: string | undefined;
}

/** Checks base, version and package names without making anything. @throws StoaError `refused`. */
export async function chooseBase(spec: RuntimeSpec, ctx: { dataDir: string }): Promise<Choice> {
  const [name = "", asked] = spec.base.split(":");
  const base = knownBases().get(name);
  const bad = spec.packages.find((one) => !/^[a-z0-9][a-z0-9+.-]+$/.test(one));
  if (bad !== undefined)
    throw new StoaError("refused", {
      what: `"${bad}" is not the name of a Debian package.`,
      fix: "Use names as `apt-cache search` prints them.",
    });
  const version = base?.versions.find((one) => asked === undefined || asked === one || asked.startsWith(`${one}.`));
  if (base && (asked === undefined || version !== undefined)) return { name, base, version };
  const kinds = [...knownBases()].flatMap(([kind, { versions }]) =>
    versions.length > 0 ? versions.map((one) => `${kind}:${one}`) : [kind],
  );
  const imported = (await listRuntimes(ctx)).map((one) => one.name).filter((one) => !knownBases().has(one.split(":")[0] ?? ""));
  const there = [...kinds, ...imported].join(", ");
  throw new StoaError("refused", {
    what: `There is no runtime "${spec.base}".`,
    why: `There are: ${there}.`,
    fix: `Use one of: ${there}. The operator adds others: stoa runtime add ${spec.base} --from image.tar`,
  });
}

function runtimeKey(name: string, packages: string[]): string {
  const recipe = JSON.stringify({ name, packages, release: machineRelease(), arch: process.arch, recipe: 1 });
  return `${name.replace(/[^a-z0-9.]+/g, "-")}-${createHash("sha256").update(recipe).digest("hex").slice(0, 16)}`;
}

type Recipe = Choice & { key: string; packages: string[] };

async function makeOnce(recipe: Recipe, ctx: RuntimeCtx): Promise<Runtime> {
  const folder = runtimesFolder(ctx.dataDir);
  await makeFolder(folder);
  const wait = (): void => ctx.progress?.("waiting for another process that makes the same runtime");
  await sweepLeft(folder);
  return withLock(join(folder, `.${recipe.key}.lock`), wait, async () => (await findRuntime(ctx.dataDir, recipe.key)) ?? make(recipe, ctx));
}

/** Takes away what makers that were killed left half, whichever runtime they made. */
export async function sweepLeft(folder: string): Promise<void> {
  const left = (await readdir(folder)).flatMap((name) => /^(\..+)\.making$/.exec(name)?.[1] ?? []);
  for (const name of left) await unlessLocked(join(folder, `${name}.lock`), () => removeTree(join(folder, `${name}.making`)));
}

async function make({ key, name, base, version, packages }: Recipe, ctx: RuntimeCtx): Promise<Runtime> {
  const folder = runtimesFolder(ctx.dataDir);
  const work = join(folder, `.${key}.making`);
  const progress = ctx.progress ?? (() => {});
  await removeTree(work);
  try {
    progress(`making the runtime ${name}${packages.length > 0 ? ` with ${packages.join(", ")}` : ""}`);
    await makeDebian(work, [...new Set([...base.packages, ...packages])], { folder, progress });
    const full = base.fromNpm ? await addNode(work, version ?? "", progress) : await packageVersion(work, base.versionOf);
    await fitOut(work);
    const { root, digest } = await settle(ctx.dataDir, work);
    const runtime = {
      name: version === undefined ? name : `${name}:${version}`,
      packages,
      root,
      digest,
      version: full,
      architecture: process.arch,
      madeAt: new Date().toISOString(),
    };
    await addToIndex(ctx.dataDir, key, runtime);
    progress(`made ${runtime.name} ${full}`);
    return runtime;
  } finally {
    await removeTree(work);
  }
}

async function packageVersion(root: string, name: string): Promise<string> {
  const status = await readFile(join(root, "var/lib/dpkg/status"), "utf8");
  const stanza = status.split("\n\n").find((one) => one.startsWith(`Package: ${name}\n`)) ?? "";
  return /^Version: (?:\d+:)?([^\n-]+)/m.exec(stanza)?.[1] ?? "unknown";
}
