import type { DiskGuard } from "../../base/disk/index.ts";
import type { BuildLimits } from "./limits.ts";
import type { GitRunner } from "./git/run-git.ts";

/** What the verbs and routes of this room work on besides the database. */
export interface BuildPlace {
  dataDir: string;
  git: GitRunner;
  limits: BuildLimits;
  /** The origin people use. */
  publicUrl: string;
  /** While it is full, nothing is taken or built; undefined: never. */
  disk?: Pick<DiskGuard, "isFull" | "refuseWhenFull"> | undefined;
}
