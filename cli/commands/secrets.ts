import type { IntegrationSecret } from "@stoa/contract";
import { Option, type Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { findIntegration } from "../session/find-integration.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readSecret } from "../session/read-secret.ts";

interface Named {
  integration?: string;
  for: IntegrationSecret["purpose"];
}

/** secrets: a publisher's own, per integration; a value comes by standard input or is asked for, and is never shown again. */
export function addSecrets(program: Command): void {
  const secrets = program.command("secrets").description("your own secrets of an integration");
  secrets
    .command("list", { isDefault: true })
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("names and dates, never values")
    .action(async (options: { integration?: string }) => {
      const { session, path } = await open(options.integration);
      const { items } = await session.client.get<{ items: IntegrationSecret[] }>(path);
      const columns = {
        name: (row: IntegrationSecret) => row.name,
        for: (row: IntegrationSecret) => `${row.purpose}s`,
        set: (row: IntegrationSecret) => ago(row.updatedAt),
      };
      printList(program.opts(), items, columns, "No secrets. Set one: stoa secrets set API_KEY < key.txt");
    });
  withPurpose(secrets.command("set").argument("<name>", "the variable it becomes, such as API_KEY"))
    .description("keep a value, read from standard input or asked for")
    .action(async (name: string, options: Named) => {
      const { session, path } = await open(options.integration);
      const value = await readValue(name);
      const kept = await session.client.send<IntegrationSecret>("PUT", `${path}/${options.for}/${encodeURIComponent(name)}`, { value });
      print(program.opts(), kept, (one) => `${one.name} is kept. The next ${one.purpose} gets it as ${one.name}.`);
    });
  withPurpose(secrets.command("remove").argument("<name>"))
    .description("forget a value")
    .action(async (name: string, options: Named) => {
      const { session, path } = await open(options.integration);
      await session.client.send("DELETE", `${path}/${options.for}/${encodeURIComponent(name)}`);
      print(program.opts(), { removed: name, purpose: options.for }, (gone) => `${gone.removed} is forgotten.`);
    });
}

function withPurpose(command: Command): Command {
  return command
    .addOption(new Option("--for <purpose>", "who gets it").choices(["run", "build"]).default("run"))
    .option("--integration <slug>", "its short name; this folder's when missing");
}

async function open(slug: string | undefined): Promise<{ session: Session; path: string }> {
  const session = await openSession();
  const integration = await findIntegration(session, slug);
  return { session, path: `${session.publisher()}/integrations/${integration.id}/secrets` };
}

async function readValue(name: string): Promise<string> {
  const value = await readSecret(name);
  if (value === "") throw new CommandError("No value was given.", `stoa secrets set ${name} < file`);
  return value;
}
