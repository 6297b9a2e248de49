export type Progress = (line: string) => void;

/** What everything that makes a Debian tree needs to know. */
export interface Making {
  /** The folder of runtimes. */
  folder: string;
  release: string;
  /** The machine's own package sources. */
  sources: string;
  progress: Progress;
}

/** Making a tree ended badly; `said` are the last lines of whoever made it. */
export class MakingFailed extends Error {
  readonly said: readonly string[];

  constructor(said: readonly string[]) {
    super(said.at(-1) ?? "it said nothing");
    this.said = said;
  }
}

/** Keeps the last lines of mmdebstrap and apt, for `MakingFailed`. */
export function keepLast(said: string[], line: string): void {
  if (line.trim() === "") return;
  said.push(line);
  if (said.length > 40) said.shift();
}
