import { password } from "@clack/prompts";
import type { MeView } from "@stoa/contract";
import { createClient } from "@stoa/sdk";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { print } from "../output/print.ts";
import { readCredentials, writeCredentials } from "../session/credentials.ts";
import { readInput } from "../session/read-input.ts";
import { findPlaces, openSession } from "../session/open-session.ts";

/** login, logout, whoami: which deployment and which token the other commands use. */
export function addLogin(program: Command): void {
  program
    .command("login")
    .description("sign in with a token from a console's Tokens page")
    .option("--url <address>", "the deployment", process.env["STOA_URL"] ?? "http://127.0.0.1:4400")
    .option("--token-stdin", "read the token from standard input")
    .action(async (options: { url: string; tokenStdin?: boolean }) =>
      login(new URL(options.url).origin, options.tokenStdin === true, program.opts<{ json: boolean }>()),
    );
  program
    .command("whoami")
    .description("who you are and where you may act")
    .action(async () => {
      const { client, url } = await openSession();
      const me = await client.get<MeView>("/v1/me");
      print(program.opts(), { url, ...me }, () => describe(url, me));
    });
  program
    .command("logout")
    .description("forget the token kept for the current deployment")
    .action(async () => {
      const kept = await readCredentials();
      const { [kept.current ?? ""]: gone, ...deployments } = kept.deployments;
      await writeCredentials({ current: Object.keys(deployments)[0] ?? null, deployments });
      print(program.opts(), { forgot: gone ? kept.current : null }, (value) =>
        value.forgot ? `Forgot the token for ${value.forgot}.` : "There was none.",
      );
    });
}

async function login(url: string, fromStdin: boolean, output: { json: boolean }): Promise<void> {
  const token = fromStdin ? (await readInput("-")).trim() : await askToken(url);
  const client = createClient({ url, token });
  const me = await client.get<MeView>("/v1/me");
  const kept = await readCredentials();
  await writeCredentials({ current: url, deployments: { ...kept.deployments, [url]: await findPlaces(client, token) } });
  print(output, { url, ...me }, () => describe(url, me));
}

async function askToken(url: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError("There is no terminal to ask for the token.", "stoa login --token-stdin < token-file");
  process.stderr.write(`Make a token on the Tokens page of your console at ${url}, then paste it here.\n`);
  const answer = await password({ message: "Token" });
  if (typeof answer !== "string") throw new CommandError("No token was given.", "stoa login", 1);
  return answer.trim();
}

function describe(url: string, me: MeView): string {
  const who = me.person?.name ?? `token "${me.token?.name ?? ""}"`;
  const lines = me.places.map((place) => `  ${place.kind} ${place.name}${place.side ? ` (${place.side})` : ""}: ${place.roles.join(", ")}`);
  return [`${who} at ${url}`, ...lines].join("\n");
}
