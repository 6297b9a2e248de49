import { customerHealths, customerSorts, type CustomerHealthItem, type CustomerHealthPage, type CustomerHealthView } from "@stoa/contract";
import { Option, type Command } from "commander";
import { csvOption, printRows } from "../output/csv-option.ts";
import { print } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";

interface HealthOptions {
  query?: string;
  health?: string[];
  sort?: string;
  csv?: boolean;
  side: SideKind;
}

/** customers health: how a host's customers fare, or one of them. */
export function addCustomerHealth(program: Command, customers: Command): void {
  customers
    .command("health")
    .argument("[ref]", "one customer: your own id for it, or cus_…")
    .option("-q, --query <words>", "in name or id")
    .addOption(new Option("--health <health...>", "only those").choices(customerHealths))
    .addOption(new Option("--sort <by>", "what comes first").choices(customerSorts).default("health"))
    .addOption(csvOption())
    .addOption(sideOption())
    .description("how your customers' installations fare, those in trouble first")
    .action(async (ref: string | undefined, options: HealthOptions) => {
      const session = await openSession();
      const base = session.side(options.side);
      if (ref !== undefined)
        return print(
          program.opts(),
          await session.client.get<CustomerHealthView>(`${base}/customers/${encodeURIComponent(ref)}/health`),
          describe,
        );
      const items: CustomerHealthItem[] = [];
      for (let after: string | undefined; ;) {
        const query = { q: options.query, health: options.health?.join(","), sort: options.sort, limit: 200, after };
        const page = await session.client.get<CustomerHealthPage>(`${base}/customer-health`, query);
        items.push(...page.items);
        if (page.next === null) break;
        after = page.next;
      }
      printRows({ ...program.opts(), csv: options.csv }, items, columns, { empty: "No customers there.", exact });
    });
}

const columns = {
  ref: (row: CustomerHealthItem) => row.externalRef,
  name: (row: CustomerHealthItem) => row.name,
  health: (row: CustomerHealthItem) => row.health.replaceAll("_", " "),
  installations: (row: CustomerHealthItem) => String(row.installations),
  "failed, 7 days": (row: CustomerHealthItem) => String(row.failures),
  "last run": (row: CustomerHealthItem) => ago(row.lastRunAt),
};

const exact = {
  health: (row: CustomerHealthItem) => row.health,
  "last run": (row: CustomerHealthItem) => row.lastRunAt ?? "",
  id: (row: CustomerHealthItem) => row.id,
};

function describe({ customer, people, installations, failures, signIns, days }: CustomerHealthView): string {
  return [
    `${customer.name} (${customer.externalRef}, ${customer.id}): ${customer.health.replaceAll("_", " ")}`,
    `People with access: ${people}`,
    ...installations.map(
      (one) =>
        `${one.name || one.title} (${one.id}): ${one.health.replaceAll("_", " ")}, last worked ${ago(one.lastSuccessAt)}${one.failingSince === null ? "" : `, fails since ${ago(one.failingSince)}`}`,
    ),
    ...signIns.map(({ provider }) => `Must sign in again at ${provider}`),
    ...failures.map((row) => `${row.runs} failed in ${days} days: ${row.class}, last on ${row.lastDay}`),
  ].join("\n");
}
