import type { DomainView } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { openSession, type Session, type SideKind } from "../session/open-session.ts";
import { sideOption } from "../session/side-option.ts";

interface Side {
  side: SideKind;
}

const states: Record<DomainView["state"], string> = {
  waiting: "waits for its DNS record",
  proven: "proven, does not lead here yet",
  live: "in use",
  failing: "its DNS record is gone; served on",
};

/** domains: names of the host's own at which a side is served. */
export function addDomains(program: Command): void {
  const domains = program.command("domains").description("names of your own at which your marketplace is served");
  domains
    .command("list", { isDefault: true })
    .addOption(sideOption())
    .description("how it stands with each")
    .action(async ({ side }: Side) => {
      const columns = {
        id: (row: DomainView) => row.id,
        name: (row: DomainView) => row.name,
        state: (row: DomainView) => states[row.state] + (row.main ? ", links are made with it" : ""),
        problem: (row: DomainView) => row.problem?.what ?? "-",
      };
      const none = "None of your own: everything works at this deployment's address. Add one: stoa domains add integrations.example.com";
      printList(program.opts(), await read(await openSession(), side), columns, none);
    });
  domains
    .command("add")
    .argument("<name>", "such as integrations.example.com")
    .addOption(sideOption())
    .description("name a domain, and learn the DNS record that proves it is yours")
    .action(async (name: string, { side }: Side) => {
      const session = await openSession();
      const added = await session.client.send<DomainView>("POST", `${session.side(side)}/domains`, { name });
      print(program.opts(), added, ({ record, name: of }) =>
        [
          `Add this record where your domain is managed:`,
          ``,
          `  ${record.name}  TXT  ${record.value}`,
          ``,
          `Then: stoa domains check ${of}`,
        ].join("\n"),
      );
    });
  addSteps(program, domains);
}

function addSteps(program: Command, domains: Command): void {
  domains
    .command("check")
    .argument("<domain>", "its name, or dom_…")
    .addOption(sideOption())
    .description("look now whether its record is there and whether it leads here")
    .action(async (domain: string, { side }: Side) => {
      const session = await openSession();
      const { id } = await find(session, side, domain);
      const found = await session.client.send<DomainView>("POST", `${session.side(side)}/domains/${id}/check`);
      print(program.opts(), found, ({ name, state, problem }) =>
        [`${name}: ${states[state]}.`, ...(problem ? [problem.what, `Fix: ${problem.fix}`] : [])].join("\n"),
      );
      if (found.state === "waiting" || found.state === "failing") process.exitCode = 1;
    });
  domains
    .command("remove")
    .argument("<domain>", "its name, or dom_…")
    .addOption(sideOption())
    .description("serve nothing at it any more")
    .action(async (domain: string, { side }: Side) => {
      const session = await openSession();
      const { id, name } = await find(session, side, domain);
      await session.client.send("DELETE", `${session.side(side)}/domains/${id}`);
      print(program.opts(), { removed: id }, () => `Nothing is served at ${name} any more.`);
    });
}

async function read(session: Session, side: SideKind): Promise<DomainView[]> {
  return (await session.client.get<{ items: DomainView[] }>(`${session.side(side)}/domains`)).items;
}

async function find(session: Session, side: SideKind, domain: string): Promise<DomainView> {
  const found = (await read(session, side)).find(({ id, name }) => id === domain || name === domain.toLowerCase());
  if (found) return found;
  throw new CommandError(`${domain} is no domain of the ${side} side.`, "See: stoa domains list", 3);
}
