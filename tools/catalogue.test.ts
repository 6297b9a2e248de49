import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { catalogueCheck } from "./catalogue.ts";
import { printProblem, runCheck } from "./checks/check.ts";
import { seedTree } from "./checks/seed-tree.ts";

const german = (...lines: string[]): string => `export const pages = { ${lines.join(", ")} };\n`;

async function problemsOf(t: TestContext, files: Record<string, string>): Promise<string[]> {
  const { problems } = await runCheck(catalogueCheck, await seedTree(t, files));
  return problems.map(printProblem).toSorted();
}

const page = 'export const Page = () => <h1 title={t("Runs: {when}", { when })}>{countOf(n, "run")}</h1>;\n';
const whole = german('"Runs: {when}": "Läuft: {when}"', '"{count} run": "{count} Lauf"', '"{count} runs": "{count} Läufe"');

test("a page whose every text is in German passes", async (t) => {
  assert.deepEqual(await problemsOf(t, { "web/pages/shop/page.tsx": page, "web/words/german/pages.ts": whole }), []);
});

test("a text that is missing in German, one no page says, and other places to fill are named with file and line", async (t) => {
  const less = german('"Runs: {when}": "Läuft: {wann}"', '"{count} run": "{count} Lauf"', '"Gone": "Weg"');
  assert.deepEqual(await problemsOf(t, { "web/pages/shop/page.tsx": page, "web/words/german/pages.ts": less }), [
    'web/pages/shop/page.tsx:1 catalogue "{count} runs" is not in German: add it to web/words/german',
    'web/words/german/pages.ts:1 catalogue "Runs: {when}" has other places to fill than its German',
    'web/words/german/pages.ts:1 catalogue no page says "Gone"',
  ]);
});

test("words past the catalogue are found in a customer's page and in what it is made of, not in a workshop's", async (t) => {
  const files = {
    "web/pages/shop/page.tsx": 'import { Part } from "../../parts/part.tsx";\nexport const Page = () => <Part title="Runs" />;\n',
    "web/parts/part.tsx": "export const Part = () => <p>Nothing yet</p>;\n",
    "web/pages/operator/home.tsx": "export const Home = () => <p>Fine</p>;\n",
    "web/words/german/pages.ts": german(),
  };
  assert.deepEqual(await problemsOf(t, files), [
    'web/pages/shop/page.tsx:2 catalogue is said past the catalogue: t("...")',
    'web/parts/part.tsx:1 catalogue is said past the catalogue: t("...")',
  ]);
});

test("a text that cannot be read literally, and one read before the language is known, are faults", async (t) => {
  const files = {
    "web/main.tsx": 'import { words } from "./words/some.ts";\n',
    "web/words/some.ts": 'export const words = t("Fine");\nexport const say = (text: string) => t(text);\n',
    "web/words/german/pages.ts": german('"Fine": "Gut"'),
  };
  assert.deepEqual(await problemsOf(t, files), [
    "web/words/some.ts:1 catalogue is read when the page loads, before its language is known: put it into a function",
    "web/words/some.ts:2 catalogue the text of t() must stand there literally, or the catalogue cannot be checked",
  ]);
});
