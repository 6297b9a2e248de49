import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, say } from "../output/print.ts";
import { machine } from "../session/machine.ts";

/** seed: a believable year on a fresh deployment of this machine, to look at and to measure. */
export function addSeed(program: Command): void {
  program
    .command("seed")
    .description("fill a fresh deployment of this machine with a believable year")
    .option("--runs <count>", "how many runs", "100000")
    .option("--customers <count>", "how many customers", "300")
    .action(async (options: { runs: string; customers: string }) => {
      const { door, config, log } = await machine();
      const input = { runs: countOf("--runs", options.runs), customers: countOf("--customers", options.customers), now: Date.now(), say };
      print(
        program.opts(),
        await door.seed(config, log, input),
        (seeded) =>
          `Wrote ${seeded.listings} listings, ${seeded.customers} customers, ${seeded.installations} installations and ${seeded.runs} runs.`,
      );
    });
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 3 && count <= 10_000_000) return count;
  throw new CommandError(`${name} is "${text}".`, "Give a whole number from 3 up.");
}
