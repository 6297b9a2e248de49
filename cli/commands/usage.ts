import type { UsageItem, UsageList } from "@stoa/contract";
import { Option, type Command } from "commander";
import { printList } from "../output/print.ts";
import { duration } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";

/** usage: what runs used in a month. */
export function addUsage(program: Command): void {
  program
    .command("usage")
    .option("--month <month>", "such as 2026-11, in UTC; this one when left out")
    .addOption(new Option("--by <what>", "what it is summed by").choices(["integration", "customer", "publisher"]).default("integration"))
    .description("what runs used in a month: processor, memory, time, bytes")
    .action(async ({ month, by }: { month?: string; by: string }) => {
      const session = await openSession();
      const { items } = await session.client.get<UsageList>(`${session.reader()}/usage`, { month, by });
      printList(program.opts(), items, columns, "No run ended in that month.");
    });
}

const columns = {
  id: (row: UsageItem) => row.id,
  name: (row: UsageItem) => row.name ?? "",
  runs: (row: UsageItem) => String(row.runs),
  cpu: (row: UsageItem) => duration(row.cpuMicros / 1_000),
  "GiB s": (row: UsageItem) => (row.memoryMicros / 1e6).toFixed(3),
  time: (row: UsageItem) => duration(row.wallMicros / 1_000),
  sent: (row: UsageItem) => String(row.egressBytes),
  got: (row: UsageItem) => String(row.ingressBytes),
  kept: (row: UsageItem) => String(row.storageBytes),
};
