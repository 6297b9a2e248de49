import type { SimulatorView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { findIntegration } from "../session/find-integration.ts";
import { openSession, type Session } from "../session/open-session.ts";

/** simulators: servers that answer in place of hosts an integration calls, on test sides. */
export function addSimulators(program: Command): void {
  const simulators = program.command("simulators").description("servers that answer in place of hosts, on test sides");
  simulators
    .command("list", { isDefault: true })
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("which host is answered by what")
    .action(async (options: { integration?: string }) => {
      const { session, path } = await open(options.integration);
      const { items } = await session.client.get<{ items: SimulatorView[] }>(path);
      const columns = {
        host: (row: SimulatorView) => row.target,
        "answered by": (row: SimulatorView) => row.address,
        set: (row: SimulatorView) => ago(row.setAt),
      };
      printList(
        program.opts(),
        items,
        columns,
        "None: test sides call the hosts themselves. Set one: stoa simulators set api.example.com http://...",
      );
    });
  simulators
    .command("set")
    .argument("<host>", "as the program calls it: host or host:port, 443 when none is said")
    .argument("<address>", "http://host, https://host or tcp://host:port")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("let a server answer in place of a host on test sides")
    .action(async (host: string, address: string, options: { integration?: string }) => {
      const { session, path } = await open(options.integration);
      const set = await session.client.send<SimulatorView>("PUT", `${path}/${encodeURIComponent(host)}`, { address });
      print(program.opts(), set, (value) => `On test sides ${value.target} is answered by ${value.address}, from the next run on.`);
    });
  simulators
    .command("remove")
    .argument("<host>", "as listed")
    .option("--integration <slug>", "its short name; this folder's when missing")
    .description("call the host itself on test sides again")
    .action(async (host: string, options: { integration?: string }) => {
      const { session, path } = await open(options.integration);
      await session.client.send<unknown>("DELETE", `${path}/${encodeURIComponent(host)}`);
      print(program.opts(), { removed: host }, (value) => `On test sides ${value.removed} is called itself again.`);
    });
}

async function open(slug: string | undefined): Promise<{ session: Session; path: string }> {
  const session = await openSession();
  const integration = await findIntegration(session, slug);
  return { session, path: `${session.publisher()}/integrations/${integration.id}/simulators` };
}
