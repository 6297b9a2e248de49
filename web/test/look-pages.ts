/** npm run look -w web: starts a deployment with real programs and runs, photographs every page, and tells what is wrong with each. */
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { makeSheet } from "./contact-sheet.ts";
import { openBrowser } from "./open-browser.ts";
import { openWorld } from "./open-world.ts";
import { pageList } from "./page-list.ts";
import { shootPage } from "./shoot-page.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const pictures = at("test-artifacts/look-pages");
const dist = at("test-artifacts/pages");
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const only = process.argv[2]?.split(",");
const programs = ["contacts-to-csv-mail", "feed-to-contacts", "odd-wrong-password", "odd-needs-preview"];
// What a browser says by itself when the API says no, which these two pages are about.
const expected = { "run-missing": /404/, "no-place": /never/ } as Record<string, RegExp>;

mkdirSync(pictures, { recursive: true });
await build({ configFile: at("vite.config.ts"), logLevel: "warn", build: { outDir: dist, emptyOutDir: true } });
const world = await openWorld(programs, (text) => process.stderr.write(`${text}\n`));
const browser = await openBrowser();
let wrong = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void Promise.allSettled([browser.close(), world.close()]).then(() => process.exit(1)));
try {
  const pages = pageList(world, "contacts-to-csv-mail", "feed-to-contacts").filter(({ name }) => !only || only.includes(name));
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const scheme of ["light", "dark"] as const) {
      const files: string[] = [];
      for (const { name, seat, path } of pages) {
        const picture = `${pictures}/${name}-${size}-${scheme}.png`;
        const faults = await shootPage(browser, {
          url: world.url,
          token: seat && world.people[seat].token,
          path,
          picture,
          size: viewport,
          scheme,
          dist,
        }).catch((error: unknown) => [`not photographed: ${String(error)}`]);
        const found = faults.filter((fault) => !expected[name]?.test(fault));
        for (const fault of found) process.stdout.write(`${name} ${size} ${scheme}: ${fault}\n`);
        wrong += found.length;
        if (existsSync(picture)) files.push(picture);
      }
      await makeSheet(browser, files, `${pictures}/sheet-${size}-${scheme}.png`);
    }
  }
  process.stdout.write(`${pages.length} pages in 4 pictures each, ${wrong} faults\n`);
} finally {
  await browser.close();
  await world.close();
}
process.exitCode = wrong === 0 ? 0 : 1;
