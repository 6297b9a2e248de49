import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const folder = join(import.meta.dirname, "../host");

/** Lays `@stoa/host` beside the element, as `npm install {Stoa}/embed/stoa-host.tgz` takes it: what a product needs comes from the Stoa it stands beside. */
export function packHost(): Plugin {
  return {
    name: "pack-host",
    apply: "build",
    writeBundle({ dir = "" }) {
      writeFileSync(join(dir, "stoa-host.tgz"), packFolder());
    },
  };
}

/** The same bytes of the same files: names in order, no times. */
export function packFolder(): Buffer {
  const names = readdirSync(folder).filter(
    (name) => /\.mjs$|\.d\.mts$|^package\.json$|^README\.md$/.test(name) && !name.includes(".test."),
  );
  const files = names.toSorted().map((name) => packFile(`package/${name}`, readFileSync(join(folder, name))));
  return gzipSync(Buffer.concat([...files, Buffer.alloc(1024)]), { level: 9 });
}

/** One regular file of a tar: its head, its bytes, filled up to whole blocks. */
function packFile(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(512);
  const put = (text: string, at: number): number => head.write(text, at, "latin1");
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  put(name, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(bytes.length, 11), 124);
  put(octal(0, 11), 136);
  put(" ".repeat(8), 148);
  put("0", 156);
  put("ustar\u000000", 257);
  put(
    `${octal(
      head.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  return Buffer.concat([head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
