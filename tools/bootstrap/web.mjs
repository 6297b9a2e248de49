import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { environmentFor, root, toolchainFolder } from "./place.mjs";
import { say, SetupError } from "./say.mjs";

const sources = ["web", "embed", "host", "sdk", "contract"];
const skipped = new Set(["node_modules", "dist", "test-artifacts"]);

/** Builds the pages when they are missing or older than what they are made of. @param {import("./node.mjs").Runtime} runtime */
export async function ensureWebPages({ node, npm }) {
  const manifest = JSON.parse(readFileSync(join(root, "web", "package.json"), "utf8"));
  if (!manifest.scripts?.build) return say("web/ has no build yet: starting without pages");
  if (pagesAreNew()) return;
  // Of two at once the second one finds them built; it would take them away under the first one's server.
  await withLock(toolchainFolder, async () => {
    if (!pagesAreNew()) await build({ node, npm });
  });
}

function pagesAreNew() {
  // The element for hosts' pages is built last.
  const page = join(root, "web", "dist", "embed", "stoa-marketplace.js");
  const built = existsSync(page) ? statSync(page).mtimeMs : 0;
  return built > newestChange(sources.map((folder) => join(root, folder)));
}

/** @param {import("./node.mjs").Runtime} runtime */
async function build({ node, npm }) {
  say("building the pages");
  const started = Date.now();
  const [file, ...first] = npm;
  const options = { cwd: root, env: environmentFor(node) };
  const { code } = await runCommand(
    "building the pages",
    file,
    [...first, "run", "--silent", "build", "-w", "web", "--", "--logLevel", "warn"],
    options,
  );
  if (code !== 0) throw new SetupError("the pages cannot be built (the words above say why). Fix, then try: npm run build -w web");
  say(`pages built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** When any file under these folders was last written, ms since 1970. @param {string[]} folders @returns {number} */
export function newestChange(folders) {
  let newest = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const path = join(folder, entry.name);
      const at = entry.isDirectory() ? newestChange([path]) : statSync(path).mtimeMs;
      newest = Math.max(newest, at);
    }
  }
  return newest;
}
