import { posix } from "node:path";
import { parseSync } from "oxc-parser";
import { lineAt } from "../checks/list-files.ts";

export interface Import {
  /** Of ours: the path in the tree it leads to, such as `server/rooms/runs/index.ts`. Else undefined. */
  path?: string;
  /** Not of ours: package name, or `node:` for Node's own. */
  package?: string;
  specifier: string;
  line: number;
  /** A static import of values; false for `import()` and `import type`. */
  atStart: boolean;
}

/** What a source file imports and re-exports, with our own packages' names turned into paths. */
export function readImports(file: string, source: string): Import[] {
  const { module } = parseSync(file, source);
  const found = [
    ...module.staticImports.map((one) => ({ request: one.moduleRequest, atStart: !isTypeOnly(one.entries) })),
    ...module.staticExports.flatMap(({ entries }) => entries.map((entry) => ({ request: entry.moduleRequest, atStart: !entry.isType }))),
  ];
  const imports = found.flatMap(({ request, atStart }) =>
    request ? [resolve(file, request.value, lineAt(source, request.start), atStart)] : [],
  );
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^["'`]([^"'`$]+)["'`]$/.exec(source.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[1] !== undefined) imports.push(resolve(file, literal[1], lineAt(source, moduleRequest.start), false));
  }
  return imports;
}

function isTypeOnly(entries: readonly { isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every((entry) => entry.isType);
}

function resolve(file: string, specifier: string, line: number, atStart: boolean): Import {
  if (specifier.startsWith(".")) return { path: posix.join(posix.dirname(file), specifier), specifier, line, atStart };
  if (specifier.startsWith("@stoa/")) return { path: specifier.slice("@stoa/".length), specifier, line, atStart };
  return { package: specifier.startsWith("node:") ? "node:" : packageName(specifier), specifier, line, atStart };
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
