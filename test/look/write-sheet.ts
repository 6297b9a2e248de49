import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Seen } from "./photograph.ts";

/** One page with every picture, a row for each page of ours: `index.html`. */
export function writeSheet(folder: string, seen: readonly Seen[]): void {
  const names = [...new Set(seen.map(({ scene }) => scene.name))];
  const rows = names.map((name) => {
    const figures = seen
      .filter(({ scene }) => scene.name === name)
      .map(
        ({ file, size, scheme, faults }) =>
          `<figure class="${size}"><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${size}, ${scheme}${faults.length > 0 ? `, <b>${faults.length} faults</b>` : ""}</figcaption></figure>`,
      );
    return `<section><h2>${name}</h2><div>${figures.join("")}</div></section>`;
  });
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>Every page</title><style>${style}</style>${rows.join("\n")}\n`,
  );
}

const style = `body{margin:24px;background:#70757c;color:#fff;font:13px system-ui}h2{font-size:14px;margin:24px 0 8px}
section div{display:flex;gap:16px;align-items:start;overflow-x:auto}figure{margin:0;flex:none}
.desk img{width:560px}.phone img{width:200px}img{display:block;border-radius:4px}b{color:#ffd0d0}`;
