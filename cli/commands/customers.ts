import type { CustomerView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { addCustomerHealth } from "./customer-health.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";
import { sideOption } from "../session/side-option.ts";

interface PutOptions {
  name: string;
  tier?: string;
  hide?: string[];
  cap?: number;
  side: SideKind;
}

/** customers: whom a host has, by the host's own ids. */
export function addCustomers(program: Command): void {
  const customers = program.command("customers").description("your host's customers");
  addReading(program, customers);
  addCustomerHealth(program, customers);
  customers
    .command("put")
    .argument("<ref>", "your own id for it")
    .requiredOption("--name <name>", "as people read it")
    .option("--tier <tier>", "what you sold it; none takes it away")
    .option("--hide <listing...>", "listings it neither sees nor installs; none takes them all away")
    .option("--cap <n>", "the most installations it may have", readNumber)
    .addOption(sideOption())
    .description("make a customer, or change it; what you leave out stays")
    .action(async (ref: string, options: PutOptions) => {
      const session = await openSession();
      const made = await session.client.send<CustomerView>("PUT", customerPath(session, options.side, ref), wordOf(options));
      print(program.opts(), made, ({ name, id }) => `${name} is there as ${id}.`);
    });
  addEnding(program, customers);
}

function wordOf({ name, tier, hide, cap }: PutOptions): object {
  return {
    name,
    ...(tier === undefined ? {} : { tier: tier === "none" ? null : tier }),
    ...(hide === undefined ? {} : { hiddenListings: hide.filter((one) => one !== "none") }),
    ...(cap === undefined ? {} : { installCap: cap }),
  };
}

export function customerPath(session: Session, side: SideKind, ref: string): string {
  return `${session.side(side)}/customers/${encodeURIComponent(ref)}`;
}

function addReading(program: Command, customers: Command): void {
  customers
    .command("list", { isDefault: true })
    .option("-q, --query <words>", "in name or id")
    .addOption(sideOption())
    .description("customers, newest first")
    .action(async ({ query, side }: { query?: string; side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: CustomerView[] }>(`${session.reader(side)}/customers`, { q: query, limit: 200 });
      const columns = {
        ref: (row: CustomerView) => row.externalRef,
        name: (row: CustomerView) => row.name,
        tier: (row: CustomerView) => row.tier ?? "-",
        state: (row: CustomerView) => (row.closedAt === null ? "open" : `closed ${ago(row.closedAt)}`),
        since: (row: CustomerView) => ago(row.createdAt),
        id: (row: CustomerView) => row.id,
      };
      printList(program.opts(), items, columns, "No customers yet. Make one: stoa customers put <ref> --name <name>");
    });
  customers
    .command("show")
    .argument("<ref>", "your own id for it, or cus_…")
    .addOption(sideOption())
    .description("what you said of it")
    .action(async (ref: string, { side }: { side: SideKind }) => {
      const session = await openSession();
      print(program.opts(), await session.client.get<CustomerView>(customerPath(session, side, ref)), describe);
    });
}

function addEnding(program: Command, customers: Command): void {
  const steps = {
    close: { description: "end its access at once: people, sessions, tokens; its installations are paused", done: "is closed" },
    reopen: { description: "let its people in again; what was paused stays so until they resume it", done: "is open" },
  };
  for (const [step, { description, done }] of Object.entries(steps))
    customers
      .command(step)
      .argument("<ref>", "your own id for it, or cus_…")
      .addOption(sideOption())
      .description(description)
      .action(async (ref: string, { side }: { side: SideKind }) => {
        const session = await openSession();
        const after = await session.client.send<CustomerView>("POST", `${customerPath(session, side, ref)}/${step}`);
        print(program.opts(), after, ({ name }) => `${name} ${done}.`);
      });
}

function describe({ name, externalRef, id, tier, installCap, hiddenListings, closedAt }: CustomerView): string {
  return [
    `${name} (${externalRef}, ${id})${closedAt === null ? "" : `, closed ${ago(closedAt)}`}`,
    `Tier: ${tier ?? "none"}`,
    `Installations: ${installCap === null ? "as many as it likes" : `at most ${installCap}`}`,
    `Hidden: ${hiddenListings.join(", ") || "nothing"}`,
  ].join("\n");
}
