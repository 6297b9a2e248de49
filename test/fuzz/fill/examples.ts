import { generateKeyPairSync } from "node:crypto";
import type { ScopeKind } from "../document.ts";
import type { Kind } from "../kinds.ts";
import { describeProvider, hostDocument } from "../world/texts.ts";

/** What an example may take from the world. */
export interface Giving {
  /** The value of a slot: an id, or a name that stands for one. */
  pick(kind: Kind, field?: string): string;
  random(): number;
  /** Letters and digits that no other request has. */
  unique: string;
  consent: string;
  /** `host:port` of strangers' servers. */
  outside: string;
  /** Of a terminal that waits to be let in. */
  loginCode: string;
}

type Example = (giving: Giving) => object;

const { publicKey } = generateKeyPairSync("ed25519");
const jwk = publicKey.export({ format: "jwk" });

const roles: Record<ScopeKind, string> = {
  customer: "customer_viewer",
  publisher: "publisher_developer",
  side: "host_support",
  operator: "operator",
};

const channel: Example = ({ unique, outside }) => ({ name: unique, settings: { kind: "webhook", url: `http://${outside}/${unique}` } });
const account = ({ pick, unique }: Giving): object => ({ provider: pick("provider"), name: unique, fields: { api_key: `key-${unique}` } });
const again = ({ pick, unique }: Giving): object => ({
  connectionId: pick("connection"),
  name: unique,
  fields: { api_key: `key-${unique}` },
});
const needed = ({ pick, unique }: Giving): object => ({
  listingId: pick("listing"),
  need: "crm",
  name: unique,
  fields: { api_key: `key-${unique}` },
});
const oneOf =
  (...examples: Example[]): Example =>
  (giving) =>
    examples[Math.floor(giving.random() * examples.length)]?.(giving) ?? {};
const definition: Example = ({ pick, outside }) => ({ definition: describeProvider(pick("provider"), "CRM", outside) });
const signin: Example = ({ unique, outside }) => ({
  name: unique,
  issuer: `http://${outside}/${unique}`,
  clientId: "client",
  clientSecret: "a secret of sign-in",
});
const document: Example = () => ({ document: hostDocument() });
const limitOf =
  (kind: string, subject: Kind): Example =>
  ({ pick }) => ({ kind, subject: pick(subject, "subject"), atOnce: 2 });
const sideLimit = oneOf(
  limitOf("customer", "customer"),
  limitOf("integration", "integration"),
  limitOf("account", "installation"),
  ({ unique }) => ({ kind: "plan", plan: `plan-${unique}`, weight: 2 }),
);

/** By the end of an endpoint's name. */
const byEnd: Record<string, Example> = {
  "PUT /customers/{ref}": ({ pick, unique }) => ({ name: unique, hiddenListings: [pick("listing", "hiddenListings")] }),
  "POST /keys": ({ unique }) => ({ kid: unique, issuer: `https://${unique}.example`, jwk }),
  "POST /key-sets": ({ unique, outside }) => ({ issuer: `https://${unique}.example`, url: `http://${outside}/jwks/${unique}` }),
  "POST /domains": ({ unique }) => ({ name: `${unique}.example` }),
  "POST /sign-in-providers": signin,
  "PUT /host-api": document,
  "POST /host-api/preview": document,
  "PATCH /host-api": () => ({ way: "token", header: "Authorization", prefix: "Bearer " }),
  "PUT /simulators/{target}": () => ({ address: "http://127.0.0.1:9" }),
  "PUT /providers/{provider}/app": definition,
  "POST /connections": oneOf(account, again, needed),
  "POST /connection-attempts": (giving) => ({ ...oneOf(account, again, needed)(giving), fields: {}, way: "link" }),
  "POST /customers/{customerId}/installations": ({ pick, unique, consent }) => ({
    operationId: `operation-${unique}`,
    listingId: pick("listing"),
    consent,
    name: unique,
    config: { folder: unique },
    connections: { crm: pick("connection", "connections.crm") },
  }),
  "PATCH /installations/{installationId}": ({ pick, unique }) => ({
    operationId: `operation-${unique}`,
    name: unique,
    connections: { crm: pick("connection", "connections.crm") },
  }),
  "POST /revoke-actions": ({ unique }) => ({ operationId: `operation-${unique}`, actions: ["contacts.list"] }),
  "POST /allow-actions": ({ unique, consent }) => ({ operationId: `operation-${unique}`, actions: ["contacts.list"], consent }),
  "POST /accept-upgrade": ({ unique, consent }) => ({ operationId: `operation-${unique}`, consent }),
  "PUT /installations/{installationId}/schedule": ({ unique }) => ({
    operationId: `operation-${unique}`,
    cron: "0 4 * * *",
    zone: "Europe/Berlin",
  }),
  "PUT /sides/{sideId}/limits": sideLimit,
  "PUT /operator/limits": oneOf(sideLimit, limitOf("host", "host"), ({ pick, unique }) => ({
    kind: "plan",
    plan: `plan-${unique}`,
    sideId: pick("side"),
    waiting: 9,
  })),
  "POST /alert-channels": channel,
  "PATCH /alert-channels/{channelId}": channel,
  "POST /review": ({ pick }) => ({ submissionId: pick("submission"), decision: "approve" }),
  "POST /wishes/{wishId}/decide": oneOf(
    () => ({ state: "planned" }),
    ({ pick }) => ({ state: "there", listingId: pick("listing") }),
  ),
  "POST /wishes/{wishId}/merge": ({ pick }) => ({ into: pick("wish", "into") }),
  "POST /logins/decide": ({ pick, random, loginCode }) => {
    const places = ["customer", "publisher", "side"] as const;
    const kind = places[Math.floor(random() * places.length)] ?? "customer";
    return { code: loginCode, decision: "approve", place: { kind, id: pick(kind, "place.id") } };
  },
  "PUT /listings/{sideId}": ({ unique }) => ({ summary: unique, support: "help@publisher.example" }),
};

export function findExample(name: string, scope: ScopeKind | undefined): Example | undefined {
  const [method = "", path = ""] = name.split(" ");
  const found = Object.entries(byEnd).find(([end]) => end.startsWith(`${method} `) && path.endsWith(end.slice(method.length + 1)));
  if (found) return found[1];
  if (name.endsWith("/tokens") && scope) return ({ unique }) => ({ name: unique, roles: [roles[scope]] });
  if (name.endsWith("/invites") && scope) return ({ unique }) => ({ email: `${unique}@people.example`, role: roles[scope] });
  return undefined;
}
