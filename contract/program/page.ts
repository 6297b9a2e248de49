import { Type } from "typebox";
import { field } from "./fields.ts";

/** What a page of a publisher's own must keep: pieces, bytes, depth. */
export const pageLimits = { files: 200, bytes: 2 * 1024 * 1024, depth: 8, path: 200 } as const;

/** What may stand in its folder, and what each is served as. */
export const pageTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  woff2: "font/woff2",
};

const part = "[A-Za-z0-9_-][A-Za-z0-9_.-]*";

/** A folder of the repository. */
export const pageFolder = field(
  Type.String({ pattern: `^${part}(?:/${part})*$`, maxLength: 200 }),
  "a folder of the repository with an `index.html` in it, such as `page`; no slash at the end",
);

/** A file of the folder, by its path from there. */
export const pageFilePattern = `^${part}(?:/${part}){0,${pageLimits.depth - 1}}$`;

/** What a file is served as; undefined: it may not stand in the folder. */
export function pageTypeOf(path: string): string | undefined {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(pageTypes, ending) ? pageTypes[ending] : undefined;
}
