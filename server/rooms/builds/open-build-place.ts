import { ensureRuntime, type Sandbox } from "../sandbox/index.ts";
import type { Log } from "../../base/index.ts";
import type { BuildPlace } from "./deps.ts";
import { boxGit } from "./git/box-git.ts";
import { buildLimits, type BuildLimits } from "./limits.ts";

export interface BuildPlaceOptions {
  dataDir: string;
  publicUrl: string;
  sandbox: Pick<Sandbox, "start">;
  log: Log;
  disk?: BuildPlace["disk"];
  limits?: BuildLimits;
  /** Aborted when Stoa stops: nobody waits any more for the runtime that git runs in. */
  signal?: AbortSignal;
}

/**
 * Where repositories lie and how git is run over them: in a box, from a runtime that is made at first need. `warm` makes it ahead, so
 * that the first push does not wait for it.
 */
export function openBuildPlace(options: BuildPlaceOptions): BuildPlace & { warm(): Promise<void> } {
  const { dataDir, publicUrl, sandbox, log } = options;
  const limits = options.limits ?? buildLimits;
  const root = async (): Promise<string> => {
    const runtime = await ensureRuntime(
      { base: "debian", packages: ["git"] },
      { dataDir, progress: (line) => log.info({ part: "git" }, line), ...(options.signal && { signal: options.signal }) },
    );
    return runtime.root;
  };
  const git = boxGit({ start: (spec) => sandbox.start(spec), root, limits });
  return { dataDir, publicUrl, limits, git, disk: options.disk, warm: async () => void (await root()) };
}
