import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { rootCertificates } from "node:tls";
import type { Manifest } from "@stoa/contract";
import { placeOf, type Box, type BoxEnd, type BoxLimits, type BoxSpec } from "../../sandbox/index.ts";
import { measureFolder } from "../artifact/scan-folder.ts";
import type { BuildLimits } from "../limits.ts";
import { mega } from "../tree/tree-entry.ts";
import type { BuildLog } from "./build-log.ts";
import { FailedStep } from "./failed-step.ts";
import type { RegistryAccess } from "./registries.ts";

export interface BuildLineInput {
  start(spec: BoxSpec): Promise<Box>;
  id: string;
  root: string;
  manifest: Manifest;
  /** The checked-out tree, a scratch folder and the cache; all writable for the build. */
  folders: { app: string; home: string; cache: string };
  registries: RegistryAccess;
  caFile: string | undefined;
  secrets: ReadonlyMap<string, string>;
  /** Seconds since 1970 of the commit: what tools write where they would write the present. */
  commitTime: number;
  limits: BuildLimits;
  log: BuildLog;
  signal: AbortSignal;
}

/** Runs the manifest's build lines in a box, stopping at the first that fails. @throws FailedStep build */
export async function runBuildLines(input: BuildLineInput): Promise<void> {
  await mkdir(join(input.folders.home, "tmp"), { recursive: true });
  const box = await input.start(await toSpec(input));
  const stop = (): void => box.stop("cancel");
  input.signal.addEventListener("abort", stop, { once: true });
  box.stdout.on("data", (bytes: Buffer) => input.log.write("stdout", bytes));
  box.stderr.on("data", (bytes: Buffer) => input.log.write("stderr", bytes));
  box.messages.resume();
  // What a short line says can still be on its way here when its end is known.
  const said = Promise.allSettled([box.stdout, box.stderr].map((stream) => finished(stream)));
  const watch = watchFolders(input, stop);
  const end = await box.ended.finally(() => {
    watch.end();
    input.signal.removeEventListener("abort", stop);
  });
  await said;
  const { over } = watch;
  if (over) throw new FailedStep("build", over, { fix: "Remove what the program does not need while it builds." });
  for (const contact of end.contacted)
    if (contact.refused !== null) input.log.note(`Not reached: ${placeOf(contact)} (${contact.refused}).`);
  if (!input.signal.aborted) judge(end, input.limits);
}

function judge({ exitCode, signal, hit }: BoxEnd, limits: BuildLimits): void {
  if (exitCode === 0 && hit === null) return;
  if (hit === "lost" || hit === "shutdown") throw new Error("the box was lost");
  const sentences: Partial<Record<NonNullable<BoxEnd["hit"]>, string>> = {
    wall: `The build took longer than ${Math.floor(limits.buildMs / 60_000)} minutes.`,
    memory: `The build needed more than ${mega(limits.buildMemoryBytes)} of memory.`,
    pids: `The build started more than ${limits.buildPids} processes.`,
    output: `The build wrote more than ${mega(limits.logBytes)} of log.`,
    tmp: "The build filled its /tmp; use $TMPDIR for large files.",
  };
  const text = hit === null ? undefined : sentences[hit];
  throw new FailedStep(
    "build",
    text ?? `A build line ended with ${exitCode === null ? `signal ${signal ?? "unknown"}` : `exit code ${exitCode}`}.`,
    { fix: text === undefined ? "See the last lines of the log." : null },
  );
}

function boxLimits(limits: BuildLimits): BoxLimits {
  return {
    memoryBytes: limits.buildMemoryBytes,
    pids: limits.buildPids,
    cpuPercent: 200,
    wallMs: limits.buildMs,
    graceMs: 5_000,
    outputBytes: limits.logBytes,
    tmpBytes: 256 * 1024 * 1024,
    openFiles: 8192,
  };
}

// Each line is shown, then run in one shell, so that `cd` and `export` hold for the lines after it.
const script = `run() { printf '$ %s\\n' "$1"; eval "$1" || { code=$?; printf '(exit code %s)\\n' "$code"; exit "$code"; }; }
for line in "$@"; do run "$line"; done`;

async function toSpec(input: BuildLineInput): Promise<BoxSpec> {
  const { app, home, cache } = input.folders;
  return {
    id: input.id,
    root: input.root,
    binds: [
      { from: app, to: "/app", write: true },
      { from: home, to: "/build", write: true },
      { from: cache, to: "/cache", write: true },
    ],
    command: ["/bin/sh", "-c", script, "build", ...input.manifest.build],
    cwd: "/app",
    env: {
      ...toolEnvironment(input.commitTime),
      ...languageEnvironment(input.manifest),
      ...input.registries.env,
      ...certificateEnvironment,
      ...Object.fromEntries(input.secrets),
    },
    files: [{ path: certificates, data: await readCertificates(input) }],
    limits: boxLimits(input.limits),
    patient: true,
    egress: input.registries.hosts.map((host) => ({ ...host, trusted: true })),
  };
}

function toolEnvironment(commitTime: number): Record<string, string> {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/build",
    TMPDIR: "/build/tmp",
    LANG: "C.UTF-8",
    STOA_BUILD: "1",
    // Byte code and archives then do not depend on when they were made. Zip cannot say a time before 1980.
    SOURCE_DATE_EPOCH: String(Math.max(commitTime, 315_619_200)),
    XDG_CACHE_HOME: "/cache/xdg",
    PIP_CACHE_DIR: "/cache/pip",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    npm_config_cache: "/cache/npm",
    npm_config_update_notifier: "false",
    npm_config_fund: "false",
    npm_config_audit: "false",
    GOPATH: "/build/go",
    GOMODCACHE: "/cache/go/mod",
    GOCACHE: "/cache/go/build",
    GOFLAGS: "-modcacherw",
    GOTOOLCHAIN: "local",
    CARGO_HOME: "/cache/cargo",
  };
}

/** The Go runtime has no C compiler beside it: without this a program that imports `net` does not build. */
function languageEnvironment(manifest: Manifest): Record<string, string> {
  return manifest.base.language === "go" ? { CGO_ENABLED: "0" } : {};
}

const certificates = "/run/stoa/certificates.pem";

const certificateEnvironment = Object.fromEntries(
  ["NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO"].map(
    (name) => [name, certificates],
  ),
);

/** The public authorities Node ships, and the operator's own: a runtime without any can still reach a registry. */
async function readCertificates({ caFile }: BuildLineInput): Promise<Buffer> {
  const own = caFile === undefined ? "" : await readFile(caFile, "utf8");
  return Buffer.from([...rootCertificates, own].join("\n"));
}

/** There is no quota in a folder: it is measured every two seconds, and the box stopped when it holds too much. */
function watchFolders(input: BuildLineInput, stop: () => void): { end(): void; readonly over: string | undefined } {
  let over: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const { workFiles: files, workBytes, cacheBytes } = input.limits;
  const look = async (): Promise<void> => {
    for (const [folder, bytes] of [
      [input.folders.app, workBytes],
      [input.folders.home, workBytes],
      [input.folders.cache, cacheBytes],
    ] as const) {
      const found = await measureFolder(folder, { files, bytes });
      if (found !== "within")
        over ??= found === "files" ? `The build made more than ${files} files.` : `The build wrote more than ${mega(bytes)} of files.`;
    }
    if (over !== undefined) stop();
    else if (!ended) timer = setTimeout(() => void look(), 2_000);
  };
  timer = setTimeout(() => void look(), 1_000);
  return {
    end: () => {
      ended = true;
      clearTimeout(timer);
    },
    get over() {
      return over;
    },
  };
}
