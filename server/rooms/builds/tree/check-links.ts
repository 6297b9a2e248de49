import { hostile, shown } from "./tree-entry.ts";

/**
 * Refuses links that lead out of the tree, following links on the way as the kernel does: `a -> b/../..` is judged by where `b` leads.
 * Where a link ends need not exist. @throws StoaError refused
 */
export function checkLinks(links: ReadonlyMap<string, string>): void {
  for (const [path, target] of links) {
    const steps = { left: 40 };
    const parent = path.split("/").slice(0, -1);
    if (target.startsWith("/"))
      throw hostile(
        `The link ${shown(path)} leads out of the repository, to ${shown(target)}.`,
        "Make it lead to a file of the repository, by a relative path.",
      );
    if (!follow(parent, target, links, steps)) {
      const why = steps.left < 0 ? "leads in a circle" : `leads out of the repository, to ${shown(target)}`;
      throw hostile(`The link ${shown(path)} ${why}.`, "Make it lead to a file of the repository, by a relative path.");
    }
  }
}

/** Where a path leads from a folder, as path parts; undefined when that is outside, or in a circle. */
function follow(
  from: readonly string[],
  target: string,
  links: ReadonlyMap<string, string>,
  steps: { left: number },
): string[] | undefined {
  let at = [...from];
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (at.length === 0) return undefined;
      at = at.slice(0, -1);
      continue;
    }
    const next = [...at, part];
    const link = links.get(next.join("/"));
    if (link === undefined) {
      at = next;
      continue;
    }
    steps.left -= 1;
    const led = steps.left < 0 || link.startsWith("/") ? undefined : follow(at, link, links, steps);
    if (!led) return undefined;
    at = led;
  }
  return at;
}
