import { createClient, places, type Client } from "@stoa/sdk";
import { CommandError } from "../command-error.ts";
import { readCredentials } from "./credentials.ts";

export interface Session {
  client: Client;
  url: string;
  /** The path prefix of each place the token acts in; throws with the command that mends it when it does not. */
  publisher(): string;
  customer(): string;
  side(kind?: SideKind): string;
  operator(): string;
  /** The widest place for reading: operator, host, publisher, customer, in this order. */
  reader(side?: SideKind): string;
  actsAs(role: "publisher" | "customer" | "host" | "operator"): boolean;
}

export type SideKind = "test" | "live";

/** The deployment and token in use: STOA_URL and STOA_TOKEN, else what `stoa login` kept. @throws CommandError when not signed in */
export async function openSession(env: NodeJS.ProcessEnv = process.env): Promise<Session> {
  const kept = await readCredentials();
  const url = env["STOA_URL"] ?? kept.current ?? "http://127.0.0.1:4400";
  const entry = kept.deployments[url];
  const token = env["STOA_TOKEN"] ?? entry?.token;
  if (token === undefined) throw new CommandError(`You are not signed in at ${url}.`, "stoa login", 3);
  const client = createClient({ url, token });
  const found = env["STOA_TOKEN"] === undefined && entry ? entry : await findPlaces(client, token);
  return {
    client,
    url,
    publisher: () => places.publisher(need(found.publisherId, "publisher")),
    customer: () => places.customer(need(found.customerId, "customer")),
    side: (kind) => places.side(sideOf(found, kind)),
    operator: () => (found.operator ? places.operator() : need(null, "operator")),
    reader: (side) => readerOf(found, side),
    actsAs: (role) =>
      ({
        publisher: found.publisherId !== null,
        customer: found.customerId !== null,
        host: found.sideId !== null,
        operator: found.operator,
      })[role],
  };
}

export type Places = Omit<Awaited<ReturnType<typeof readCredentials>>["deployments"][string], "token">;

/** Where a token acts, as the deployment says. */
export async function findPlaces(client: Client, token: string): Promise<Places & { token: string }> {
  const me = await client.get<{ places: { kind: string; id: string | null; side?: SideKind }[] }>("/v1/me");
  const sideIdOf = (side: SideKind): string | null => me.places.find((place) => place.kind === "side" && place.side === side)?.id ?? null;
  const idOf = (kind: string): string | null => me.places.find((place) => place.kind === kind)?.id ?? null;
  return {
    token,
    publisherId: idOf("publisher"),
    customerId: idOf("customer"),
    sideId: sideIdOf("live"),
    testSideId: sideIdOf("test"),
    operator: me.places.some((place) => place.kind === "operator"),
  };
}

function sideOf(found: Places, kind: SideKind = "live"): string {
  return need(kind === "live" ? found.sideId : (found.testSideId ?? null), "host");
}

function readerOf(found: Places, side?: SideKind): string {
  if (found.operator) return places.operator();
  if (found.sideId !== null) return places.side(sideOf(found, side));
  if (found.publisherId !== null) return places.publisher(found.publisherId);
  return places.customer(need(found.customerId, "customer"));
}

function need(id: string | null, role: string): string {
  if (id === null)
    throw new CommandError(
      `Your token does not act for ${role === "operator" ? "the operator" : `a ${role}`}.`,
      `stoa login, and choose the ${role}'s place on the page`,
      3,
    );
  return id;
}
