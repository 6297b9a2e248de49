/** What a repository, a tree, a build and an artifact may be. Bytes, pieces, milliseconds. */
export interface BuildLimits {
  /** A push's body as sent, and unpacked by git. */
  pushBytes: number;
  /** Branches and tags one push may change. */
  pushRefs: number;
  pushMs: number;
  treeFiles: number;
  treeFileBytes: number;
  treeBytes: number;
  pathBytes: number;
  pathDepth: number;
  /** The folder the build works in, while it works. */
  workBytes: number;
  workFiles: number;
  artifactBytes: number;
  artifactFiles: number;
  buildMs: number;
  buildMemoryBytes: number;
  buildPids: number;
  logBytes: number;
  /** What one integration's cache may hold; a larger one is emptied. */
  cacheBytes: number;
}

const mib = 1024 * 1024;

export const buildLimits: BuildLimits = {
  pushBytes: 100 * mib,
  pushRefs: 20,
  pushMs: 120_000,
  treeFiles: 20_000,
  treeFileBytes: 50 * mib,
  treeBytes: 250 * mib,
  pathBytes: 1024,
  pathDepth: 40,
  workBytes: 2048 * mib,
  workFiles: 200_000,
  artifactBytes: 512 * mib,
  artifactFiles: 100_000,
  buildMs: 15 * 60_000,
  buildMemoryBytes: 2048 * mib,
  buildPids: 1024,
  logBytes: 10 * mib,
  cacheBytes: 2048 * mib,
};
