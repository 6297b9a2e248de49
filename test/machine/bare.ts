// npm run test:bare: makes bare Debian machines (a root file system with git, Debian's own Node, npm and authorities, nothing else), puts a
// fresh clone under a 0700 home there and types npm start, as root and as an ordinary user. Prints each figure as it comes, a table and one
// JSON line; exits 0 only when everything that must be seen was seen. The kernel is this machine's, and so are its network and cgroups.
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { makeRoot, type Who } from "./bare/make-root.ts";
import { tryStart, type Tried } from "./bare/try-start.ts";

const suites = ["bookworm", "trixie"];
const people: Who[] = ["root", "pat"];
const { values } = parseArgs({
  options: { suite: { type: "string", multiple: true }, who: { type: "string", multiple: true }, keep: { type: "boolean" } },
});
if (process.getuid?.() !== 0) {
  process.stderr.write("test:bare makes root file systems and enters them: run it as root.\n");
  process.exit(77);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const tried: Tried[] = [];
for (const suite of values.suite ?? suites)
  for (const who of people.filter((one) => values.who === undefined || values.who.includes(one))) tried.push(await tryOne(suite, who));
console.table(tried.map(({ marks, wrongs, notices, ...rest }) => ({ ...rest, ...marks, notices: notices.length, wrong: wrongs.length })));
console.log(JSON.stringify(tried));
process.exit(tried.every((one) => one.wrongs.length === 0) ? 0 : 1);

async function tryOne(suite: string, who: Who): Promise<Tried> {
  const machine = await makeRoot(suite, who, say);
  const remove = (): void => rmSync(machine.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  if (!values.keep) process.once("exit", remove);
  try {
    const one = await tryStart(machine, say);
    for (const wrong of one.wrongs) say(`${suite}, ${who}: WRONG: ${wrong}`);
    return one;
  } finally {
    if (values.keep) say(`kept: ${machine.folder}`);
    else remove();
    process.off("exit", remove);
  }
}
