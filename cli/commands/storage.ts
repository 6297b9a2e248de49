import type { StoragePart, StorageView } from "@stoa/contract";
import type { Command } from "commander";
import { paint } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { table } from "../output/table.ts";
import { ago } from "../output/time.ts";
import { openSession } from "../session/open-session.ts";

const units = ["B", "kB", "MB", "GB", "TB"];

/** storage: what takes room on the deployment's disk, for an operator. */
export function addStorage(program: Command): void {
  program
    .command("storage")
    .description("what takes room on the disk, and the budgets of logs, builds and history (operator)")
    .action(async () => {
      const session = await openSession();
      print(program.opts(), await session.client.get<StorageView>(`${session.operator()}/storage`), describe);
    });
}

function describe({ disk, measuredAt, parts }: StorageView): string {
  const used = `${Math.round(disk.usedPart * 100)} % used, ${bytes(disk.freeBytes)} of ${bytes(disk.totalBytes)} free (${disk.path})`;
  const head = disk.isFull
    ? paint.failed(`✗ ${used}: builds have stopped and logs are cut until it is below 85 %`)
    : paint.fine(`✓ ${used}`);
  if (measuredAt === null) return `${head}\nThe parts are measured two minutes after the start, then every hour.`;
  const rows = parts.map((part) => [part.name, bytes(part.bytes), budgetOf(part), part.oldestAt === null ? "" : ago(part.oldestAt)]);
  return `${head}\n\n${table(["part", "takes", "budget", "oldest"], rows)}\n\nMeasured ${ago(measuredAt)}.`;
}

const budgetOf = ({ budget }: StoragePart): string =>
  budget === null ? "none, never collected" : `${budget.days} days, ${bytes(budget.bytes)} (${budget.setting})`;

function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
