import type { HostView, LinkView } from "@stoa/contract";
import type { Command } from "commander";
import { places } from "@stoa/sdk";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session } from "../session/open-session.ts";

interface InviteOptions {
  role: string;
  publisher?: string;
  host?: string;
}

/** hosts, invite: how hosts, publishers and colleagues come in. */
export function addJoining(program: Command): void {
  const hosts = program.command("hosts").description("hosts of the deployment (operator)");
  hosts
    .command("list", { isDefault: true })
    .description("hosts, newest first")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<{ items: HostView[] }>(`${session.operator()}/hosts`, { limit: 200 });
      const columns = {
        id: (row: HostView) => row.id,
        name: (row: HostView) => row.name,
        slug: (row: HostView) => row.slug,
        since: (row: HostView) => ago(row.createdAt),
      };
      printList(program.opts(), items, columns, "No hosts yet. Make one: stoa hosts create <name>");
    });
  hosts
    .command("create")
    .argument("<name>", "as people read it")
    .option("--slug <slug>", "its short name; made of the name when missing")
    .description("a new host with its test and its live side")
    .action(async (name: string, options: { slug?: string }) => {
      const session = await openSession();
      const slug =
        options.slug ??
        name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, "-")
          .replaceAll(/^-|-$/g, "");
      const made = await session.client.send<HostView>("POST", `${session.operator()}/hosts`, { name, slug });
      print(
        program.opts(),
        made,
        (host) => `${host.name} is there. Invite its owner: stoa invite <email> --role host_owner --host "${host.name}"`,
      );
    });
  program
    .command("invite")
    .argument("<email>", "who is invited")
    .requiredOption("--role <role>", "host_owner, host_reviewer, host_support, publisher_owner or publisher_developer")
    .option("--publisher <name>", "the name of a new publisher, which this makes")
    .option("--host <name>", "into which host, for an operator")
    .description("make a link that lets a person in, once; you send it")
    .action(async (email: string, options: InviteOptions) => invite(program, email, options));
}

async function invite(program: Command, email: string, options: InviteOptions): Promise<void> {
  const session = await openSession();
  const place = options.host === undefined ? ownPlace(session) : await placeOfHost(session, options.host);
  const link = await session.client.send<LinkView>("POST", `${place}/invites`, {
    email,
    role: options.role,
    ...(options.publisher === undefined ? {} : { publisherName: options.publisher }),
  });
  print(
    program.opts(),
    link,
    (value) => `${value.url}\nIt works once, until ${value.expiresAt.slice(0, 10)}. Send it to ${email} yourself.`,
  );
}

function ownPlace(session: Session): string {
  if (session.actsAs("host")) return session.side();
  if (session.actsAs("publisher")) return session.publisher();
  throw new CommandError("An operator says into which host.", "stoa invite <email> --role host_owner --host <name>");
}

async function placeOfHost(session: Session, name: string): Promise<string> {
  const { items } = await session.client.get<{ items: HostView[] }>(`${session.operator()}/hosts`, { limit: 200 });
  const host = items.find((item) => [item.name.toLowerCase(), item.slug].includes(name.toLowerCase()));
  const side = host?.sides.find(({ kind }) => kind === "live");
  if (side) return places.side(side.id);
  throw new CommandError(
    `There is no host "${name}".`,
    "stoa hosts list",
    3,
    `There are: ${items.map((item) => item.name).join(", ") || "none"}.`,
  );
}
