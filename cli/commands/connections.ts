import type { BegunAttempt, ConnectionList, ConnectionView, NeedList, ProviderList, TestResult } from "@stoa/contract";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readSecret } from "../session/read-secret.ts";

interface Target {
  listing?: string;
  account?: string;
  again?: string;
}

/** connections: a customer's accounts at third parties; secrets come by standard input or are asked for. */
export function addConnections(program: Command): void {
  const connections = program.command("connections").description("accounts you have connected");
  addList(program, connections);
  addConnect(program, connections);
  addLink(program, connections);
  addSteps(program, connections);
}

function addList(program: Command, connections: Command): void {
  connections
    .command("list", { isDefault: true })
    .description("how each is; never a secret")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<ConnectionList>(`${session.customer()}/connections`);
      const columns = {
        id: (row: ConnectionView) => row.id,
        name: (row: ConnectionView) => row.name,
        provider: (row: ConnectionView) => row.provider.name,
        account: (row: ConnectionView) => row.account ?? "-",
        state: (row: ConnectionView) => row.state,
        used: (row: ConnectionView) => ago(row.usedAt),
      };
      printList(program.opts(), items, columns, "Nothing is connected. Connect a key: stoa connections connect stripe < key.txt");
    });
}

function addConnect(program: Command, connections: Command): void {
  connections
    .command("connect")
    .argument("<provider>", "such as stripe")
    .option("--set <field=value...>", "fields that are no secret")
    .option("--again <connection>", "in place of the credential of one you have")
    .description("connect by a key, read from standard input or asked for; it is tried first")
    .action(async (provider: string, options: { set?: string[]; again?: string }) => {
      const session = await openSession();
      const fields = await readKeyFields(session, provider, options.set ?? []);
      const target = options.again === undefined ? { provider } : { connectionId: options.again };
      const made = await session.client.send<ConnectionView>("POST", `${session.customer()}/connections`, { ...target, fields });
      print(program.opts(), made, (one) => `${one.name} is connected as ${one.id}.`);
    });
}

/** The one secret field is read; which it is, the provider says where the caller may ask, and else its usual name. */
async function readKeyFields(session: Session, provider: string, pairs: readonly string[]): Promise<Record<string, string>> {
  const plain = Object.fromEntries(pairs.map(parsePair));
  const value = await readSecret(`Key of ${provider}`);
  if (value === "") throw new CommandError("No key was given.", `stoa connections connect ${provider} < key.txt`);
  const { items } = await session.client.get<ProviderList>(`${session.customer()}/providers`);
  const secret = items.find(({ name }) => name === provider)?.fields.find((field) => field.secret)?.name ?? "api_key";
  return { ...plain, [secret]: value };
}

function parsePair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new CommandError(`--set "${pair}" names no field.`, "Write it as --set field=value");
}

function addLink(program: Command, connections: Command): void {
  connections
    .command("link")
    .argument("[provider]")
    .option("--listing <listing>", "for an account of this listing")
    .option("--account <name>", "which, where it uses several")
    .option("--again <connection>", "to connect one anew")
    .description("a link for whoever holds the account: no login, one use, three days")
    .action(async (provider: string | undefined, options: Target) => {
      const session = await openSession();
      const body = { ...(await targetOf(session, provider, options)), way: "link" };
      const begun = await session.client.send<BegunAttempt>("POST", `${session.customer()}/connection-attempts`, body);
      print(program.opts(), begun, ({ address }) => address ?? "");
    });
}

async function targetOf(session: Session, provider: string | undefined, { listing, account, again }: Target): Promise<object> {
  if (again !== undefined) return { connectionId: again };
  if (listing === undefined) return provider === undefined ? {} : { provider };
  const { items } = await session.client.get<NeedList>(`${session.customer()}/listings/${listing}/connections`);
  const need = account ?? items[0]?.name;
  if (need === undefined) throw new CommandError("This listing uses no account.", `stoa listings show ${listing}`);
  return { listingId: listing, need };
}

function addSteps(program: Command, connections: Command): void {
  connections
    .command("test")
    .argument("<id>")
    .description("ask the provider whether it still works")
    .action(async (id: string) => {
      const session = await openSession();
      const tried = await session.client.send<TestResult>("POST", `${session.customer()}/connections/${id}/test`);
      print(program.opts(), tried, ({ ok, error }) => (ok ? "It works." : `It does not work: ${error}`));
      if (!tried.ok) process.exitCode = 1;
    });
  connections
    .command("disconnect")
    .argument("<id>")
    .description("end it; its tokens are given back at the provider")
    .action(async (id: string) => {
      const session = await openSession();
      const ended = await session.client.send<{ state: string }>("POST", `${session.customer()}/connections/${id}/disconnect`);
      print(program.opts(), ended, ({ state }) => `It is ${state}.`);
    });
}
