import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Entry {
  file: string;
  css?: string[];
  imports?: string[];
}

export interface Weighed {
  /** Bytes over the wire of all it takes: page, scripts and sheets, gzipped, and the two fonts. */
  bytes: number;
  /** Those of the fonts among them. */
  fontBytes: number;
  files: { name: string; bytes: number }[];
}

/** What pages are written with; others are loaded for letters that are not in these. */
const fonts = ["inter-first", "mono-first"];

/** What a browser loads before it can draw a page: the entry, the page's own modules, their sheets. */
export function weighFirstLoad(dist: string, modules: readonly string[]): Weighed {
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Record<string, Entry>;
  const files = new Set(["index.html"]);
  const visit = (name: string): void => {
    const entry = manifest[name];
    if (!entry) throw new Error(`${name} is not in the build`);
    if (files.has(entry.file)) return;
    files.add(entry.file);
    for (const sheet of entry.css ?? []) files.add(sheet);
    for (const inner of entry.imports ?? []) visit(inner);
  };
  for (const name of ["index.html", ...modules]) visit(name);
  const weighed = [...files].map((name) => ({ name, bytes: gzipSync(readFileSync(join(dist, name)), { level: 9 }).length }));
  const written = weighFonts(dist, manifest);
  const all = [...weighed, ...written];
  return { bytes: sum(all.map((file) => file.bytes)), fontBytes: sum(written.map((file) => file.bytes)), files: all };
}

function weighFonts(dist: string, manifest: Record<string, Entry>): Weighed["files"] {
  return fonts.map((font) => {
    const found = Object.values(manifest).find(({ file }) => file.includes(font));
    if (!found) throw new Error(`${font} is not in the build as a file of its own`);
    return { name: found.file, bytes: statSync(join(dist, found.file)).size };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
