import { StoaError } from "../../../base/index.ts";
import { findProgram } from "../spawner/pool.ts";
import { aptSources } from "./apt-sources.ts";
import { always, machineRelease } from "./bases.ts";
import { copyBase } from "./debian-base.ts";
import { keepLast, MakingFailed, type Making, type Progress } from "./making.ts";
import { removeTree, runInside } from "./run-inside.ts";

/** Lists younger than this are not to blame when a package is not where they say. */
const surelyFreshMs = 3_600_000;

/**
 * Makes the tree `root` in the folder of runtimes: the machine's own Debian release and packages from its own apt sources.
 * @throws StoaError with what to type.
 */
export async function makeDebian(root: string, packages: string[], where: { folder: string; progress: Progress }): Promise<void> {
  const release = needTools();
  const making = { ...where, release, sources: aptSources(release) };
  try {
    const age = await copyBase(root, making);
    try {
      await addPackages(root, packages, making);
    } catch (error) {
      if (!(error instanceof MakingFailed) || age < surelyFreshMs) throw error;
      making.progress("trying again with newer package lists");
      await removeTree(root);
      await copyBase(root, making, surelyFreshMs);
      await addPackages(root, packages, making);
    }
  } catch (error) {
    throw error instanceof MakingFailed ? explain(error.said, packages) : error;
  }
}

/** @returns the release of this Debian. */
function needTools(): string {
  const release = machineRelease();
  if (release === undefined || !findProgram("apt-get"))
    throw new StoaError("setup", {
      what: "This machine is not a Debian, so it cannot make runtimes.",
      fix: "Import one: stoa runtime add <name> --from image.tar",
    });
  if (!findProgram("mmdebstrap"))
    throw new StoaError("setup", {
      what: "mmdebstrap is not installed; runtimes are made with it.",
      fix: "Type: apt-get install mmdebstrap",
    });
  return release;
}

async function addPackages(root: string, packages: string[], { folder, release, sources, progress }: Making): Promise<void> {
  const added = packages.filter((name) => !always.includes(name));
  if (added.length > 0) progress(`adding ${added.join(", ")}`);
  const said: string[] = [];
  const code = await runInside({
    script: "add-packages.sh",
    args: [root, release, ...added],
    tmp: folder,
    stdin: sources,
    onLine: (line) => keepLast(said, line),
  });
  if (code !== 0) throw new MakingFailed(said);
}

function explain(said: readonly string[], packages: string[]): StoaError {
  const missing = said
    .map((line) => /Unable to locate package (\S+)|has no installation candidate|Package '(\S+)'/.exec(line))
    .find((match) => match !== null);
  const name = missing?.[1] ?? missing?.[2];
  if (name !== undefined)
    return new StoaError("refused", {
      what: `There is no Debian package "${name}" on this machine's apt sources.`,
      fix: `Search for the right name: apt-cache search ${name}`,
    });
  const ids = said.some((line) => /subuid|newuidmap|uid_map|^unshare: /.test(line));
  const fix = ids
    ? "Type: apt-get install uidmap && usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 $USER"
    : "Read the lines above; often a package source is out of reach.";
  return new StoaError("setup", { what: `A runtime with ${packages.join(", ")} could not be made: ${said.slice(-3).join(" ")}`, fix });
}
