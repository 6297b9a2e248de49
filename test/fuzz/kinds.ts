import type { Endpoint, Parameter, ScopeKind } from "./document.ts";

/** Of whom a thing is: who else may see it follows from that. */
type Level = "customer" | "publisher" | "market" | "side" | "operator";

/** Everything that the document's parameters can name. `market`: made by a publisher, seen at the sides where it is listed. */
export const levels = {
  customer: "customer",
  customerRef: "customer",
  person: "customer",
  actor: "customer",
  installation: "customer",
  run: "customer",
  connection: "customer",
  connectionAttempt: "customer",
  customerToken: "customer",
  call: "customer",
  help: "customer",
  export: "customer",
  notice: "customer",
  ownWebhook: "customer",
  ownDelivery: "customer",
  visit: "customer",
  publisher: "publisher",
  build: "publisher",
  secretName: "publisher",
  publisherToken: "publisher",
  publisherMembership: "publisher",
  publisherSigninProvider: "publisher",
  integration: "market",
  release: "market",
  picture: "market",
  listing: "market",
  submission: "market",
  simulator: "market",
  wish: "market",
  host: "side",
  hostSlug: "side",
  side: "side",
  sideKey: "side",
  keySet: "side",
  domain: "side",
  webhook: "side",
  webhookDelivery: "side",
  limit: "side",
  signinProvider: "side",
  provider: "side",
  eventAddress: "side",
  sideToken: "side",
  sideMembership: "side",
  alert: "operator",
  alertChannel: "operator",
  operatorToken: "operator",
  operatorSigninProvider: "operator",
} as const satisfies Record<string, Level>;

export type Kind = keyof typeof levels;

const byName: Record<string, Kind> = {
  customerId: "customer",
  ref: "customerRef",
  actorId: "actor",
  installationId: "installation",
  runId: "run",
  helpId: "help",
  exportId: "export",
  noticeId: "notice",
  visitId: "visit",
  connectionId: "connection",
  attemptId: "connectionAttempt",
  publisherId: "publisher",
  buildId: "build",
  integrationId: "integration",
  releaseId: "release",
  digest: "picture",
  listingId: "listing",
  submissionId: "submission",
  target: "simulator",
  wishId: "wish",
  hostId: "host",
  host: "hostSlug",
  sideId: "side",
  keyId: "sideKey",
  keySetId: "keySet",
  domainId: "domain",
  limitId: "limit",
  addressId: "eventAddress",
  provider: "provider",
  alertId: "alert",
  channelId: "alertChannel",
};

const byScope: Record<string, Partial<Record<ScopeKind, Kind>>> = {
  tokenId: { customer: "customerToken", publisher: "publisherToken", side: "sideToken", operator: "operatorToken" },
  membershipId: { publisher: "publisherMembership", side: "sideMembership" },
  webhookId: { side: "webhook", customer: "ownWebhook" },
  endpointId: { side: "webhook", customer: "ownWebhook" },
  deliveryId: { side: "webhookDelivery", customer: "ownDelivery" },
  providerId: { side: "signinProvider", publisher: "publisherSigninProvider", operator: "operatorSigninProvider" },
};

/** What `after` of a list is: the id of its last row. */
const cursors: Record<string, Kind> = {
  hosts: "host",
  publishers: "publisher",
  customers: "customer",
  integrations: "integration",
  releases: "release",
  builds: "build",
  runs: "run",
  "host-calls": "call",
  installations: "installation",
  "webhook-deliveries": "webhookDelivery",
  alerts: "alert",
  visits: "visit",
};

/** Of bodies and queries: chosen by whoever asks, or known outside only. */
const noIds = new Set(["operationId", "clientId", "target", "host", "ref"]);

/** What a parameter of a path or query names; undefined when it names nothing of ours. @throws when it seems to, and nobody said what */
export function kindOfParameter(endpoint: Endpoint, { in: where, name, schema }: Parameter): Kind | undefined {
  if (where === "path" && name === "subject") return "person";
  if (where === "path" && name === "name") return "secretName";
  if (where === "query" && name === "after") return cursorOf(endpoint);
  const kind = kindOfName(endpoint, name);
  if (kind === undefined && where === "path" && schema.enum === undefined) throw unknownName(endpoint, name);
  return kind;
}

function cursorOf({ path, scope }: Endpoint): Kind | undefined {
  const list = path.split("/").at(-1) ?? "";
  return list === "webhook-deliveries" && scope === "customer" ? "ownDelivery" : cursors[list];
}

/** What a field of a body names. @throws when it seems to name something, and nobody said what */
export function kindOfField(endpoint: Endpoint, name: string): Kind | undefined {
  return noIds.has(name) ? undefined : kindOfName(endpoint, name);
}

function kindOfName(endpoint: Endpoint, name: string): Kind | undefined {
  const scoped = byScope[name];
  const kind = scoped ? (scoped[endpoint.scope ?? "side"] ?? undefined) : byName[name];
  if (kind === undefined && name.endsWith("Id")) throw unknownName(endpoint, name);
  return kind;
}

function unknownName(endpoint: Endpoint, name: string): Error {
  return new Error(
    `${endpoint.name}: no object of the world stands for "${name}"; say in test/fuzz/kinds.ts what it names, and make one in test/fuzz/world`,
  );
}
