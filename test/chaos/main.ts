// npm run chaos: kills a whole deployment with -9 again and again while 200 installations run, and proves that nothing was lost, done
// twice, or older than before. Prints one JSON line; exits 0 only when all held.
import { parseArgs } from "node:util";
import { runChaos } from "./run-chaos.ts";

const { values } = parseArgs({ options: { kills: { type: "string" }, installations: { type: "string" }, seed: { type: "string" } } });
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
const summary = await runChaos({
  kills: Number(values.kills ?? 100),
  installations: Number(values.installations ?? 200),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  say: (text) => void process.stderr.write(`${text}\n`),
  signal: stopping.signal,
});
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exit(summary.wrongs.length === 0 && !stopping.signal.aborted ? 0 : 1);
