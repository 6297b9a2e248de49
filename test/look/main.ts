// npm run look [-- --runs 12000 --only run,market --sizes desk --schemes light]: a seeded deployment, every page in every state, photographed.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBrowser } from "../../web/test/open-browser.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { listScenes } from "./list-scenes.ts";
import { openSeeded } from "./open-seeded.ts";
import { photograph, schemes, sizes, type Shot } from "./photograph.ts";
import { writeSheet } from "./write-sheet.ts";

const list = (names: string) => ({ type: "string", default: names }) as const;
const { values } = parseArgs({
  options: {
    runs: list("100000"),
    customers: list("300"),
    only: list(""),
    sizes: list(Object.keys(sizes).join()),
    schemes: list(schemes.join()),
  },
});
const folder = join(import.meta.dirname, "../../test-artifacts/look");
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const asked = <T extends string>(names: readonly T[], chosen: string): T[] => names.filter((name) => chosen.split(",").includes(name));

await buildPages();
const seeded = await openSeeded({ runs: values.runs, customers: values.customers, say });
const browser = await openBrowser();
const close = (): Promise<unknown> => Promise.allSettled([browser.close(), seeded.close()]);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close().then(() => process.exit(130)));
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const only = values.only.split(",").filter(Boolean);
  const scenes = (await listScenes(seeded)).filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const shots: Shot[] = scenes.flatMap((scene) =>
    asked(Object.keys(sizes) as (keyof typeof sizes)[], values.sizes).flatMap((size) =>
      asked(schemes, values.schemes).map((scheme) => ({ scene, size, scheme })),
    ),
  );
  const seen = await photograph(browser, { url: seeded.url, folder, shots, say });
  writeSheet(folder, seen);
  const faults = seen.flatMap((one) => one.faults.map((fault) => `${one.file}: ${fault}`));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${scenes.length} pages, ${seen.length} pictures, ${faults.length} faults. Look at ${join(folder, "index.html")}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await close();
}
