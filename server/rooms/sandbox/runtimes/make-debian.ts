import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { StoaError } from "../../../base/index.ts";
import { findProgram } from "../spawner/pool.ts";
import { Extractor } from "../tar/extract-tar.ts";
import { makeFolder } from "../tar/make-folder.ts";
import { readTar } from "../tar/read-tar.ts";
import { machineRelease } from "./bases.ts";
import { spawnTied } from "./spawn-tied.ts";

export type Progress = (line: string) => void;

/** Generous for a compiler with its libraries, small enough that a runaway stops. */
export const treeLimits = { bytes: 8 * 2 ** 30, entries: 1_000_000 };

/** So that two machines make the same bytes: package scripts take this for the present. 2025-01-01. */
const sourceDate = "1735689600";
const leftOut = ["/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/doc/*"];

/** Fills `root` with the machine's own Debian release and packages from its own apt sources. @throws StoaError with what to type. */
export async function makeDebian(root: string, packages: string[], progress: Progress): Promise<void> {
  const release = machineRelease();
  if (!release || !findProgram("apt-get"))
    throw new StoaError("setup", {
      what: "This machine is not a Debian, so it cannot make runtimes.",
      fix: "Import one: stoa runtime add <name> --from image.tar",
    });
  if (!findProgram("mmdebstrap"))
    throw new StoaError("setup", {
      what: "mmdebstrap is not installed; runtimes are made with it.",
      fix: "Type: apt-get install mmdebstrap",
    });
  const filters = [
    "path-exclude=/usr/share/doc/*/*.gz",
    ...leftOut.map((path) => `path-exclude=${path}`),
    "path-include=/usr/share/doc/*/copyright",
  ];
  const args = [
    "--variant=apt",
    "--format=tar",
    ...filters.map((filter) => `--dpkgopt=${filter}`),
    `--include=${packages.join(",")}`,
    release,
    "-",
    "-",
  ];
  // Its root is built by an id of ours that may enter no private folder: not where TMPDIR may point.
  const work = `/var/tmp/stoa-debian-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`;
  await clear(work);
  await makeFolder(work);
  try {
    await runMmdebstrap(root, { args, work, release, packages, progress });
  } finally {
    await clear(work);
  }
}

/** mmdebstrap leaves folders behind, killed ones whole trees; an ordinary user's belong to ids that only a user namespace of its own may use. */
async function clear(work: string): Promise<void> {
  try {
    await rm(work, { recursive: true, force: true });
  } catch {
    await new Promise((resolve) => {
      execFile("mmdebstrap", ["--unshare-helper", "rm", "-rf", work], { cwd: "/" }, resolve);
    });
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
  }
}

interface Making {
  args: string[];
  work: string;
  release: string;
  packages: string[];
  progress: Progress;
}

async function runMmdebstrap(root: string, { args, work, release, packages, progress }: Making): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- apt reads its proxy from the environment
  const env = { ...process.env, TMPDIR: work, SOURCE_DATE_EPOCH: sourceDate, LC_ALL: "C.UTF-8" };
  const child = spawnTied("mmdebstrap", args, env);
  const said: string[] = [];
  child.stderr.on("data", (text: Buffer) => {
    for (const line of text
      .toString()
      .split(/[\r\n]+/)
      .filter((one) => /^[IWE]: /.test(one))) {
      said.push(line);
      progress(line.slice(3));
    }
  });
  child.stdin.on("error", () => {});
  child.stdin.end(aptSources(release));
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  await new Extractor(root, treeLimits).add(readTar(child.stdout)).catch(() => child.kill());
  if ((await ended) !== 0) throw failed(said, packages);
}

function failed(said: string[], packages: string[]): StoaError {
  const missing = said
    .map((line) => /Unable to locate package (\S+)|has no installation candidate|Package '(\S+)'/.exec(line))
    .find((match) => match !== null);
  const name = missing?.[1] ?? missing?.[2];
  if (name !== undefined)
    return new StoaError("refused", {
      what: `There is no Debian package "${name}" on this machine's apt sources.`,
      fix: `Search for the right name: apt-cache search ${name}`,
    });
  const ids = said.some((line) => /subuid|newuidmap|chroot mode/.test(line));
  const fix = ids
    ? "Type: apt-get install uidmap && usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 $USER"
    : "Read the lines above; often a package source is out of reach.";
  return new StoaError("setup", { what: `A runtime with ${packages.join(", ")} could not be made: ${said.slice(-3).join(" ")}`, fix });
}

/** The machine's own sources of its own release, in either notation, for mmdebstrap. Sources of other vendors are left out. */
export function aptSources(release: string, folder = "/etc/apt"): string {
  const files = [join(folder, "sources.list"), ...listed(join(folder, "sources.list.d"))];
  const suite = new RegExp(`^${release}(-updates|-security|/updates)?$`);
  const stanzas: string[] = [];
  const lines: string[] = [];
  for (const file of files) {
    const text = read(file);
    if (file.endsWith(".sources"))
      stanzas.push(
        ...text
          .split(/\n\s*\n/)
          .filter((stanza) => (/^Suites:\s*(.+)$/m.exec(stanza)?.[1] ?? "").split(/\s+/).some((name) => suite.test(name))),
      );
    else
      lines.push(
        ...text.split("\n").filter(
          (line) =>
            /^deb\s/.test(line) &&
            suite.test(
              line
                .replace(/\[[^\]]*\]/, "")
                .trim()
                .split(/\s+/)[2] ?? "",
            ),
        ),
      );
  }
  return stanzas.length > 0 ? `${stanzas.join("\n\n")}\n` : `${lines.join("\n")}\n`;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .toSorted()
      .filter((name) => /\.(list|sources)$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
