import type { BuildLimits } from "./limits.ts";
import type { GitRunner } from "./git/run-git.ts";

/** What the verbs and routes of this room work on besides the database. */
export interface BuildPlace {
  dataDir: string;
  git: GitRunner;
  limits: BuildLimits;
  /** The origin people use. */
  publicUrl: string;
}
