import { createReadStream } from "node:fs";
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "@stoa/contract";
import { engineCtx, transaction } from "../../../base/index.ts";
import type { CreateReleaseInput } from "../../catalog/index.ts";
import { artifactKey } from "../artifact/ensure-artifact.ts";
import { storePage } from "../artifact/store-page.ts";
import { storePictures } from "../artifact/store-pictures.ts";
import { packFolder } from "../artifact/pack-folder.ts";
import { removeFolder } from "../artifact/remove-folder.ts";
import { measureFolder, scanFolder } from "../artifact/scan-folder.ts";
import { isOnMainLine, mainBranches, readCommitTime } from "../git/read-refs.ts";
import { ensureRepository } from "../git/repository.ts";
import { readIntegrationSecrets } from "../read-integration-secrets.ts";
import type { BuildLog } from "../steps/build-log.ts";
import { FailedStep, inStep } from "../steps/failed-step.ts";
import { findManifest } from "../steps/find-manifest.ts";
import { findRegistries } from "../steps/registries.ts";
import { runBuildLines } from "../steps/run-build-line.ts";
import { setStep, type BuildRow } from "../store/builds.ts";
import { checkout } from "../tree/checkout.ts";
import type { BuildRuntime, Workshop } from "./workshop.ts";

export type NewReleaseOf = Omit<CreateReleaseInput, "buildId">;

/** What is known of a build before its first step. */
export interface BuildSetting {
  build: BuildRow;
  repository: string;
  folder: string;
  mainLine: boolean;
  secrets: ReadonlyMap<string, string>;
}

/** Looks up what the build may see: only the main line's builds get secrets and the cache. */
export async function prepareBuild(workshop: Workshop, build: BuildRow): Promise<BuildSetting> {
  const { place } = workshop;
  const repository = await ensureRepository(place.dataDir, build.integrationId);
  const mainLine = mainBranches.has(build.ref) || (await isOnMainLine(place.git, repository, build.commit));
  const { integrationId, publisherId } = build;
  const secrets = mainLine
    ? await readIntegrationSecrets(workshop, { integrationId, publisherId, purpose: "build" })
    : new Map<string, string>();
  return { build, repository, mainLine, secrets, folder: join(place.dataDir, "builds", `${build.id}-${build.attempt}`) };
}

/** Goes through the steps of a build. @returns the release it makes @throws FailedStep */
export async function performBuild(workshop: Workshop, setting: BuildSetting, log: BuildLog, signal: AbortSignal): Promise<NewReleaseOf> {
  const app = join(setting.folder, "app");
  await removeFolder(setting.folder);
  await mkdir(app, { recursive: true });
  const step = (name: string): Promise<void> => beginStep(workshop, setting, log, name, signal);
  await step("checkout");
  const entries = await inStep("checkout", () =>
    checkout({ ...workshop.place }, { repository: setting.repository, commit: setting.build.commit, folder: app }),
  );
  log.note(`${entries.length} files of commit ${setting.build.commit.slice(0, 12)}.`);
  await step("manifest");
  const { manifest, pictures, page } = await inStep("manifest", async () => findManifest(app, entries, log.note));
  await step("runtime");
  const runtimes = await inStep("runtime", () => findRuntimes(workshop, manifest, log));
  await step("build");
  await inStep("build", () => build(workshop, setting, { app, manifest, root: runtimes.build.root, log, signal }));
  await step("package");
  const artifact = await inStep("package", () => packArtifact(workshop, setting.folder, app));
  log.note(`Packed ${artifact.files} files, ${artifact.bytes} bytes, sha256 ${artifact.digest.slice(0, 12)}.`);
  const { blobs } = workshop;
  const shown = { pictures: await storePictures(blobs, pictures), page: page && (await storePage(blobs, page)) };
  return { ...toRelease(setting, manifest, runtimes.run, artifact), ...shown };
}

async function beginStep(
  workshop: Workshop,
  { build, mainLine }: BuildSetting,
  log: BuildLog,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  log.note(`-- ${name}`);
  const kept = await transaction(engineCtx(workshop, "builds.step"), ({ tx }) => setStep(tx, build.id, build.attempt, name, mainLine));
  if (!kept) throw new Error("the build is no longer this attempt's");
}

async function findRuntimes(workshop: Workshop, manifest: Manifest, log: BuildLog): Promise<{ build: BuildRuntime; run: BuildRuntime }> {
  const { language, version } = manifest.base;
  const base = version === null ? language : `${language}:${version}`;
  const ensure = (packages: string[]): Promise<BuildRuntime> => workshop.ensureRuntime({ base, packages }, (line) => log.note(line));
  // Making a runtime takes a while: not for lines that are not there.
  const build = manifest.build.length > 0 ? await ensure(manifest.packages.build) : undefined;
  const run = await ensure(manifest.packages.run);
  log.note(`Runtime ${run.name} ${run.version}${run.packages.length > 0 ? ` with ${run.packages.join(", ")}` : ""}.`);
  return { build: build ?? run, run };
}

interface BuildStepInput {
  app: string;
  manifest: Manifest;
  root: string;
  log: BuildLog;
  signal: AbortSignal;
}

async function build(workshop: Workshop, setting: BuildSetting, { app, manifest, root, log, signal }: BuildStepInput): Promise<void> {
  if (manifest.build.length === 0) return log.note("Nothing to build: the manifest has no build line.");
  const { place, config } = workshop;
  const home = join(setting.folder, "home");
  const shared = join(place.dataDir, "cache", setting.build.integrationId);
  const cache = setting.mainLine ? shared : join(setting.folder, "cache");
  for (const folder of [home, cache]) await mkdir(folder, { recursive: true });
  await utimes(cache, new Date(), new Date()); // its last use, by which the oldest go first
  const start = workshop.sandbox.start.bind(workshop.sandbox);
  const registries = await findRegistries({ start, root, listed: config.registries });
  const commitTime = await readCommitTime(place.git, setting.repository, setting.build.commit);
  const folders = { app, home, cache };
  await runBuildLines({
    start,
    id: `build-${setting.build.id}`,
    root,
    manifest,
    folders,
    registries,
    caFile: config.caFile,
    secrets: setting.secrets,
    commitTime,
    limits: place.limits,
    log,
    signal,
  });
  if ((await measureFolder(cache, { files: place.limits.workFiles, bytes: place.limits.cacheBytes })) === "within") return;
  log.note("The build's cache grew too large and is emptied.");
  await removeFolder(cache);
}

interface Artifact {
  digest: string;
  bytes: number;
  files: number;
}

async function packArtifact(workshop: Workshop, folder: string, app: string): Promise<Artifact> {
  const { limits } = workshop.place;
  const entries = await scanFolder(app, { files: limits.artifactFiles, bytes: limits.artifactBytes });
  if (entries.length === 0) throw new FailedStep("package", "The build left nothing.");
  const file = join(folder, "artifact.tar");
  const { digest, bytes } = await packFolder(app, entries, file);
  const key = artifactKey(digest);
  if (!(await workshop.blobs.head(key))) await workshop.blobs.put(key, createReadStream(file));
  return { digest, bytes, files: entries.filter(({ type }) => type !== "directory").length };
}

function toRelease({ build, mainLine }: BuildSetting, manifest: Manifest, runtime: BuildRuntime, artifact: Artifact): NewReleaseOf {
  const tag = /^refs\/tags\/v?(.{1,80})$/.exec(build.ref)?.[1];
  return {
    integrationId: build.integrationId,
    publisherId: build.publisherId,
    manifest,
    version: tag,
    artifactDigest: artifact.digest,
    artifactBytes: artifact.bytes,
    runtime: { base: runtime.name, version: runtime.version, packages: runtime.packages, digest: runtime.digest },
    architecture: runtime.architecture,
    commit: build.commit,
    ref: build.ref,
    movesLatest: mainLine || tag !== undefined,
  };
}
