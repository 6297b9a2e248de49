import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const worth = /\.(?:js|css|svg|json)$/;
const leastBytes = 1_000;

/** Lays a gzip and a Brotli form beside every text file of a build, so that the server sends them without packing anything itself. */
export function compressBuild(): Plugin {
  return {
    name: "compress-build",
    apply: "build",
    writeBundle: ({ dir = "" }) => {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        const path = join(dir, name);
        if (worth.test(name) && statSync(path).size >= leastBytes) compress(path);
      }
    },
  };
}

function compress(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
}
