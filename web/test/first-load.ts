import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Entry {
  file: string;
  css?: string[];
  imports?: string[];
}

export interface Weighed {
  /** Bytes over the wire of what it takes to draw: page, scripts and sheets, gzipped. */
  bytes: number;
  /** Bytes of the two fonts, which swap in after. */
  fontBytes: number;
  files: { name: string; bytes: number }[];
}

const fonts = ["inter-latin-wght-normal", "jetbrains-mono-latin-wght-normal"];

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
  return { bytes: sum(weighed.map((file) => file.bytes)), fontBytes: weighFonts(dist, manifest), files: weighed };
}

function weighFonts(dist: string, manifest: Record<string, Entry>): number {
  const found = fonts.map((font) => Object.values(manifest).find(({ file }) => file.includes(font))?.file);
  return sum(found.map((file) => (file ? statSync(join(dist, file)).size : Number.NaN)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
