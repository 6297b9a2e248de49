import type { CustomerPersonView } from "@stoa/contract";
import { Option, type Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";
import { customerPath } from "./customers.ts";

interface PutOptions {
  role?: string;
  name?: string;
  email?: string;
  group?: string[];
  side: SideKind;
}

const ref = "your own id for the customer, or cus_…";
const subject = "your own id for the person";

/** people: who acts for a host's customer, by the host's own ids. */
export function addPeople(program: Command): void {
  const people = program.command("people").description("people of one of your host's customers");
  people
    .command("list", { isDefault: true })
    .argument("<customer>", ref)
    .addOption(sideOption())
    .description("with their roles, those you removed among them")
    .action(async (customer: string, { side }: { side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: CustomerPersonView[] }>(`${customerPath(session, side, customer)}/people`);
      const columns = {
        subject: (row: CustomerPersonView) => row.subject,
        name: (row: CustomerPersonView) => row.name,
        role: (row: CustomerPersonView) => row.role.replace("customer_", ""),
        groups: (row: CustomerPersonView) => row.groups.join(",") || "-",
        access: (row: CustomerPersonView) => (row.endedAt === null ? `since ${ago(row.since)}` : `ended ${ago(row.endedAt)}`),
      };
      printList(
        program.opts(),
        items,
        columns,
        "Nobody yet. They come by signing in, or: stoa people put <customer> <subject> --role owner",
      );
    });
  people
    .command("put")
    .argument("<customer>", ref)
    .argument("<subject>", subject)
    .addOption(new Option("--role <role>", "what they may do").choices(["owner", "configurer", "viewer"]))
    .option("--name <name>", "as people read it")
    .option("--email <address>", "shown beside the name; nobody is known by it")
    .option("--group <group...>", "their groups with you")
    .addOption(sideOption())
    .description("give a person a role, or change it; one you removed is let in again")
    .action(async (customer: string, who: string, { side, group, ...word }: PutOptions) => {
      const session = await openSession();
      const path = `${customerPath(session, side, customer)}/people/${encodeURIComponent(who)}`;
      const put = await session.client.send<CustomerPersonView>("PUT", path, {
        ...word,
        ...(group === undefined ? {} : { groups: group }),
      });
      print(program.opts(), put, ({ name, role }) => `${name} is ${role.replace("customer_", "")}.`);
    });
  people
    .command("remove")
    .argument("<customer>", ref)
    .argument("<subject>", subject)
    .addOption(sideOption())
    .description("end a person's access at once: role, tokens, sessions, open streams; what they installed runs on")
    .action(async (customer: string, who: string, { side }: { side: SideKind }) => {
      const session = await openSession();
      await session.client.send("DELETE", `${customerPath(session, side, customer)}/people/${encodeURIComponent(who)}`);
      print(program.opts(), { removed: who }, () => `${who} has no access to ${customer} any more.`);
    });
}
