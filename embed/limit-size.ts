import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What a host's page may have to load for the element, gzipped. */
export const mostBytes = 25 * 1024;

/** Fails a build whose script is larger than the limit, gzipped. */
export function limitSize(limit = mostBytes): Plugin {
  return {
    name: "limit-size",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      const scripts = Object.keys(bundle).filter((name) => name.endsWith(".js"));
      const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(dir, name)), { level: 9 }).byteLength, 0);
      const plain = scripts.reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
      if (size > limit) this.error(`the element has ${size} bytes gzipped (${plain} plain); a host's page may be asked for ${limit}`);
    },
  };
}
