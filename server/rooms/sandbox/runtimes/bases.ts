import { readFileSync } from "node:fs";

/** What a kind of runtime is made of. `versionOf` is the Debian package whose version is the runtime's. */
export interface Base {
  packages: string[];
  versionOf: string;
  /** Versions that can be asked for; the first is the default. */
  versions: string[];
  fromNpm?: boolean;
}

interface Release {
  codename: string;
  python: string;
  go: string;
  gcc: string;
}

/** What each Debian release brings. Source: packages.debian.org, "python3", "golang-go", "gcc". */
const releases: Release[] = [
  { codename: "bookworm", python: "3.11", go: "1.19", gcc: "12" },
  { codename: "trixie", python: "3.13", go: "1.24", gcc: "14" },
  { codename: "jammy", python: "3.10", go: "1.18", gcc: "11" },
  { codename: "noble", python: "3.12", go: "1.22", gcc: "13" },
];

/** In every runtime this machine makes. */
export const always = ["ca-certificates", "tzdata"];

/** The machine's own Debian release; undefined on a machine without apt. */
export function machineRelease(file = "/etc/os-release"): string | undefined {
  try {
    return /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync(file, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/** The kinds of runtime this machine can make by itself. */
export function knownBases(codename = machineRelease()): Map<string, Base> {
  const release = releases.find((one) => one.codename === codename);
  const only = (version: string | undefined): string[] => (version === undefined ? [] : [version]);
  return new Map<string, Base>([
    ["debian", { packages: always, versionOf: "base-files", versions: [] }],
    ["bash", { packages: [...always, "bash", "curl", "jq"], versionOf: "bash", versions: [] }],
    ["python", { packages: [...always, "python3", "python3-venv", "python3-pip"], versionOf: "python3", versions: only(release?.python) }],
    ["node", { packages: always, versionOf: "base-files", versions: ["24", "22", "20", "18"], fromNpm: true }],
    ["go", { packages: [...always, "golang-go", "git"], versionOf: "golang-go", versions: only(release?.go) }],
    ["gcc", { packages: [...always, "gcc", "libc6-dev", "make"], versionOf: "gcc", versions: only(release?.gcc) }],
  ]);
}
