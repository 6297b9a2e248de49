// npm run bench [name ...] [-- --short]: every bench/<name>.ts, or those named, one JSON line a figure; what stands after the names is handed to each.
// Exits 1 when a figure misses its bar.
import { runBenches } from "./kit/run-benches.ts";

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith("-"));
const names = firstOption === -1 ? args : args.slice(0, firstOption);
const short = await runBenches({
  folder: import.meta.dirname,
  names,
  options: args.slice(names.length),
  say: (line) => void process.stdout.write(`${line}\n`),
});
for (const sentence of short) process.stderr.write(`${sentence}\n`);
process.exitCode = short.length > 0 ? 1 : 0;
