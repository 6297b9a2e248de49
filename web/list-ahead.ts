import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";

/** The pages a frame is opened at, by their address: what each is made of is asked for with the page itself, not once its scripts have found out. */
const pages: Readonly<Record<string, readonly string[]>> = {
  "^/shop/?$": ["places/shop-place.tsx", "pages/shop/market-page.tsx"],
  "^/shop/listings/": ["places/shop-place.tsx", "pages/shop/listing-page.tsx"],
  "^/shop/install/": ["places/shop-place.tsx", "pages/shop/install-page.tsx"],
  "^/shop/installations/": ["places/shop-place.tsx", "pages/work/installation-page.tsx"],
  "^/shop/runs/": ["places/shop-place.tsx", "pages/work/run-page.tsx"],
};

/** One page's scripts and sheets beyond those that stand in the page already. */
export interface Ahead {
  path: string;
  scripts: string[];
  sheets: string[];
}

type Bundle = Rolldown.OutputBundle;

/** Writes `ahead.json`: what the server says in the page's head. */
export function listAhead(): Plugin {
  return {
    name: "list-ahead",
    apply: "build",
    writeBundle: ({ dir = "" }, bundle) => {
      const entry = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry);
      const first = entry ? closure(bundle, [entry.fileName]) : new Set<string>();
      const listed = Object.entries(pages).map(([path, modules]): Ahead => {
        const all = closure(
          bundle,
          modules.map((module) => fileOf(bundle, module)),
        );
        const scripts = [...all].filter((file) => !first.has(file));
        const known = new Set([...first].flatMap((file) => sheetsOf(bundle, file)));
        return {
          path,
          scripts,
          sheets: [...new Set(scripts.flatMap((file) => sheetsOf(bundle, file)))].filter((file) => !known.has(file)),
        };
      });
      writeFileSync(join(dir, "ahead.json"), JSON.stringify(listed));
    },
  };
}

/** Deepest first, as a browser needs them. */
function closure(bundle: Bundle, files: readonly string[], found: Set<string> = new Set()): Set<string> {
  for (const file of files) {
    const chunk = bundle[file];
    if (chunk?.type !== "chunk" || found.has(file)) continue;
    found.add(file);
    closure(bundle, chunk.imports, found);
  }
  return found;
}

function fileOf(bundle: Bundle, module: string): string {
  const found = Object.values(bundle).find((one) => one.type === "chunk" && one.facadeModuleId?.endsWith(`/web/${module}`));
  if (!found) throw new Error(`${module} is no page of its own in this build: mend web/list-ahead.ts`);
  return found.fileName;
}

function sheetsOf(bundle: Bundle, file: string): string[] {
  const chunk = bundle[file];
  return chunk?.type === "chunk" ? [...(chunk.viteMetadata?.importedCss ?? [])] : [];
}
