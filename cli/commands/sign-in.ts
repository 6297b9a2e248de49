import type { SigninProviderList, SigninProviderView } from "@stoa/contract";
import type { Command } from "commander";
import { print, printList } from "../output/print.ts";
import { ago } from "../output/time.ts";
import { openSession, type Session } from "../session/open-session.ts";
import { readSecret } from "../session/read-secret.ts";

/** sign-in: OpenID providers that people of the consoles sign in with. */
export function addSignIn(program: Command): void {
  const signIn = program.command("sign-in").description("OpenID providers your people sign in with");
  signIn
    .command("list", { isDefault: true })
    .description("providers, each with the redirect address to enter there")
    .action(async () => {
      const session = await openSession();
      const { items } = await session.client.get<SigninProviderList>(`${placeOf(session)}/sign-in-providers`);
      const columns = {
        id: (row: SigninProviderView) => row.id,
        name: (row: SigninProviderView) => row.name,
        issuer: (row: SigninProviderView) => row.issuer,
        client: (row: SigninProviderView) => row.clientId,
        redirect: (row: SigninProviderView) => row.redirect,
        since: (row: SigninProviderView) => ago(row.createdAt),
      };
      printList(
        program.opts(),
        items,
        columns,
        "One-time links only. Make a client at your provider, then: stoa sign-in add <name> … says the redirect address to enter there.",
      );
    });
  signIn
    .command("add")
    .argument("<name>", "on the button: Sign in with …")
    .requiredOption("--issuer <url>", "as its discovery document says it")
    .requiredOption("--client-id <id>", "of the client you made there")
    .description("let people sign in with it; the client secret is read from standard input or asked for")
    .action(async (name: string, { issuer, clientId }: { issuer: string; clientId: string }) => {
      const session = await openSession();
      const clientSecret = await readSecret(`Client secret at ${name}`);
      const body = { name, issuer, clientId, clientSecret };
      const added = await session.client.send<SigninProviderView>("POST", `${placeOf(session)}/sign-in-providers`, body);
      print(
        program.opts(),
        added,
        (one) =>
          `${one.name} is on the sign-in page. Enter this redirect address there, exactly: ${one.redirect}\nWhoever is invited joins once by the link.`,
      );
    });
  changeProvider(program, signIn);
}

function changeProvider(program: Command, signIn: Command): void {
  signIn
    .command("secret")
    .argument("<id>")
    .description("give it another client secret, read from standard input or asked for; who joined signs in as before")
    .action(async (id: string) => {
      const session = await openSession();
      const clientSecret = await readSecret("New client secret");
      const edited = await session.client.send<SigninProviderView>("PATCH", `${placeOf(session)}/sign-in-providers/${id}`, {
        clientSecret,
      });
      print(program.opts(), edited, (one) => `Signing in with ${one.name} uses the new client secret from now on.`);
    });
  signIn
    .command("remove")
    .argument("<id>")
    .description("let nobody sign in with it any more")
    .action(async (id: string) => {
      const session = await openSession();
      await session.client.send("DELETE", `${placeOf(session)}/sign-in-providers/${id}`);
      print(program.opts(), { removed: id }, () => `Nobody signs in with ${id} any more.`);
    });
}

function placeOf(session: Session): string {
  if (session.actsAs("operator")) return session.operator();
  return session.actsAs("publisher") ? session.publisher() : session.side();
}
