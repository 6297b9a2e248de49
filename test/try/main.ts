// npm run try: brings every program in as a publisher would, installs it as a customer would, runs it, and holds each verdict against
// what it must be. Exits 0 only when all are right.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { programCases } from "../programs/cases.ts";
import { pypiCases } from "../programs/pypi-cases.ts";
import { canaryCase } from "./canary/canary-case.ts";
import { judgeReadme } from "./readme-table.ts";
import { printHead, printRow } from "./table.ts";
import { tryPrograms } from "./try-programs.ts";

const { values } = parseArgs({ options: { only: { type: "string", multiple: true }, pypi: { type: "boolean" } } });
const all = values.pypi ? pypiCases : [...programCases, canaryCase];
const chosen = all.filter(({ id }) => values.only === undefined || values.only.some((word) => id.includes(word)));
if (chosen.length === 0) {
  process.stderr.write(`No program is called so. There are: ${all.map(({ id }) => id).join(", ")}\n`);
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const rows = await tryPrograms({ cases: chosen, say, head: printHead, report: printRow, signal: stopping.signal });
if (chosen.length === programCases.length + 1 && !values.pypi && !stopping.signal.aborted) {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const row = judgeReadme(
    readme,
    rows,
    chosen.map(({ id }) => id),
  );
  printRow(row);
  rows.push(row);
}
const wrong = rows.filter((row) => row.wrong !== undefined);
process.stdout.write(
  wrong.length === 0
    ? `\n${rows.length} of ${rows.length} right.\n`
    : `\n${wrong.length} of ${rows.length} wrong: ${wrong.map((row) => `${row.program}: ${row.run}`).join("; ")}\n`,
);
process.exit(wrong.length === 0 && !stopping.signal.aborted ? 0 : 1);
