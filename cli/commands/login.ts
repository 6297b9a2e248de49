import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { BegunLogin, CollectedLogin, MeView } from "@stoa/contract";
import { createClient } from "@stoa/sdk";
import type { Command } from "commander";
import { CommandError } from "../command-error.ts";
import { paint } from "../output/paint.ts";
import { print, say, type Output } from "../output/print.ts";
import { readCredentials, writeCredentials } from "../session/credentials.ts";
import { readInput } from "../session/read-input.ts";
import { findPlaces, openSession } from "../session/open-session.ts";

interface LoginOptions {
  url?: string;
  token?: boolean;
  tokenStdin?: boolean;
}

/** login, logout, whoami: which deployment and which token the other commands use. */
export function addLogin(program: Command): void {
  program
    .command("login")
    .argument("[address]", "the deployment; STOA_URL, or this machine's, when missing")
    .description("sign in: a page asks you whether this terminal may act for you")
    .option("--url <address>", "the same as the argument")
    .option("--token", "ask for a token from a console's Tokens page instead")
    .option("--token-stdin", "read the token from standard input")
    .action(async (address: string | undefined, options: LoginOptions) => login(program, address, options));
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
        value.forgot ? `Forgot the token for ${value.forgot}. It works until it is ended: Tokens page of your console` : "There was none.",
      );
    });
}

async function login(program: Command, address: string | undefined, options: LoginOptions): Promise<void> {
  const url = readAddress(address ?? options.url ?? process.env["STOA_URL"] ?? "http://127.0.0.1:4400");
  const token = await findToken(url, options);
  const client = createClient({ url, token });
  const me = await client.get<MeView>("/v1/me");
  const kept = await readCredentials();
  await writeCredentials({ current: url, deployments: { ...kept.deployments, [url]: await findPlaces(client, token) } });
  print(program.opts<Output>(), { url, ...me }, () => describe(url, me));
}

function readAddress(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CommandError(`"${text}" is no address of a deployment.`, "stoa login https://stoa.example.com");
  const near = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.protocol === "http:" && !near) say(paint.waiting(`${url.origin} is plain http: whoever is on the way can read your token.`));
  return url.origin;
}

function findToken(url: string, options: LoginOptions): Promise<string> {
  if (options.tokenStdin === true) return readInput("-").then((text) => text.trim());
  return options.token === true ? askToken(url) : askPerson(url);
}

/** Shows a code and an address, and waits until a person has decided there. @throws ApiError gone when refused or ten minutes have passed */
async function askPerson(url: string): Promise<string> {
  const client = createClient({ url });
  const begun = await client.send<BegunLogin>("POST", "/v1/logins/begin", { device: `stoa on ${hostname()}`.slice(0, 120) });
  say(`Open this page where you are signed in, and compare the code:\n\n  ${begun.page}\n  ${paint.bold(begun.code)}\n`);
  say(paint.dim(`Waiting for your decision, at most until ${new Date(begun.expiresAt).toLocaleTimeString()} ...`));
  for (;;) {
    await wait(begun.pollSeconds * 1_000);
    const { token } = await client.send<CollectedLogin>("POST", "/v1/logins/collect", { secret: begun.secret });
    if (token !== null) return token;
  }
}

async function askToken(url: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError("There is no terminal to ask for the token.", "stoa login --token-stdin < token-file");
  process.stderr.write(`Make a token on the Tokens page of your console at ${url}, then paste it here.\n`);
  const { password } = await import("@clack/prompts");
  const answer = await password({ message: "Token" });
  if (typeof answer !== "string") throw new CommandError("No token was given.", "stoa login --token", 1);
  return answer.trim();
}

function describe(url: string, me: MeView): string {
  const who = me.person?.name ?? `token "${me.token?.name ?? ""}"`;
  const reads = me.token?.readOnly ? ["  This terminal reads and changes nothing: you hold no role that may make tokens."] : [];
  const lines = me.places.map((place) => `  ${place.kind} ${place.name}${place.side ? ` (${place.side})` : ""}: ${place.roles.join(", ")}`);
  return [`${who} at ${url}`, ...lines, ...reads].join("\n");
}
