import type { ProviderList, ProviderView, TestResult } from "@stoa/contract";
import { Option, type Command } from "commander";
import { print, printList } from "../output/print.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readSecret } from "../session/read-secret.ts";

export type Side = "test" | "live";

/** providers: where a host or publisher is known, so that customers can connect accounts. */
export function addProviders(program: Command): void {
  const providers = program.command("providers").description("providers of accounts, and your app at each");
  withSide(providers.command("list", { isDefault: true }))
    .description("which are ready, and the redirect address to copy")
    .action(async (options: { side: Side }) => {
      const session = await openSession();
      const { items } = await session.client.get<ProviderList>(`${placeOf(session, options.side)}/providers`);
      const columns = {
        provider: (row: ProviderView) => row.name,
        title: (row: ProviderView) => row.title,
        kind: (row: ProviderView) => row.kind,
        app: (row: ProviderView) => (row.needsApp ? (row.app?.clientId ?? "none yet") : "not needed"),
        redirect: (row: ProviderView) => row.redirect ?? "-",
      };
      printList(program.opts(), items, columns, "No providers.");
    });
  withSide(providers.command("app").argument("<provider>"))
    .requiredOption("--client-id <id>", "of the app you made there")
    .option("--own-domain", "it returns to your own domain from now on: add that redirect address at the provider first")
    .description("enter your app; its secret is read from standard input or asked for, and stays where you give none")
    .action(async (provider: string, options: { clientId: string; ownDomain?: boolean; side: Side }) => {
      const session = await openSession();
      const clientSecret = await readSecret(`Client secret of ${provider}`);
      const { clientId, ownDomain } = options;
      const body = { clientId, ...(clientSecret === "" ? {} : { clientSecret }), ...(ownDomain === undefined ? {} : { ownDomain }) };
      const saved = await session.client.send<ProviderView>("PUT", `${placeOf(session, options.side)}/providers/${provider}/app`, body);
      print(program.opts(), saved, ({ title }) => `Your app at ${title} is entered. Try it: stoa providers test ${provider}`);
    });
  withSide(providers.command("test").argument("<provider>"))
    .description("ask the provider whether it knows your app")
    .action(async (provider: string, options: { side: Side }) => {
      const session = await openSession();
      const tried = await session.client.send<TestResult>("POST", `${placeOf(session, options.side)}/providers/${provider}/app/test`);
      print(program.opts(), tried, ({ ok, error }) => (ok ? "It is known there." : `It is not: ${error}`));
      if (!tried.ok) process.exitCode = 1;
    });
}

export function withSide(command: Command): Command {
  return command.addOption(new Option("--side <side>", "a host's half").choices(["test", "live"]).default("live"));
}

export function placeOf(session: Session, side: Side): string {
  return session.actsAs("host") ? session.side(side) : session.publisher();
}
