import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** A folder of a test file that goes with it, and as many new ones in it as are wanted. */
export function openFolders(name: string): { top: string; newFolder: () => string } {
  const top = mkdtempSync(join(tmpdir(), `stoa-${name}-`));
  after(() => rmSync(top, { recursive: true }));
  let count = 0;
  const newFolder = (): string => {
    const path = join(top, String(++count));
    mkdirSync(path);
    return path;
  };
  return { top, newFolder };
}
