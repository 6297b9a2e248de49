import { readId } from "@stoa/contract";
import { StoaError, type Ctx, type Scope } from "../../base/index.ts";
import { declareActions } from "../../rooms/gateway/index.ts";
import { createHost, createPublisher, editHost, listHosts, listPublishers, registerSideKey } from "../../rooms/identity/index.ts";

/** The machine's own person acting in each place of the example. */
export interface Tenants {
  /** The host's live side. */
  side: Ctx & { scope: Extract<Scope, { kind: "side" }> };
  publisher: Ctx & { scope: Extract<Scope, { kind: "publisher" }> };
  publisherSlug: string;
  /** Shows the customers of the host, and the operator, what is on its way; undefined: nothing any more. */
  sayArriving(sentence: string | undefined): Promise<void>;
}

/** What the product says of itself at /.well-known/marketplace-host.json. */
interface Registration {
  name: string;
  issuer: string;
  origin: string;
  /** Its page that holds the marketplace. */
  page: string;
  jwks: { keys: (Record<string, unknown> & { kid: string })[] };
  look: Record<string, string>;
}

const hostSlug = "ledgerline";
const publisherSlug = "ledgerline-labs";

/** The example's host, its key, and a publisher it admitted: found, or made at first. @param operator a ctx of the machine in operator scope */
export async function bringTenants(operator: Ctx, productUrl: string, signal: AbortSignal): Promise<Tenants> {
  const answer = await fetch(`${productUrl}/.well-known/marketplace-host.json`, { signal });
  const registration = (await answer.json()) as Registration;
  const host = (await findHost(operator)) ?? (await createHost(operator, { name: registration.name, slug: hostSlug }));
  await editHost(operator, { hostId: host.id, look: registration.look, origins: [registration.origin] });
  const sideId = host.sides.find((side) => side.kind === "live")?.id ?? "";
  const side = { ...operator, scope: { kind: "side" as const, sideId, hostId: host.id } };
  await editHost(side, { hostId: host.id, page: registration.page });
  for (const jwk of registration.jwks.keys) await ensureKey(side, { kid: jwk.kid, issuer: registration.issuer, jwk });
  const document = await (await fetch(`${productUrl}/api/openapi.json`, { signal })).text();
  await declareActions(side, { document });
  const publisherId = (await findPublisher(operator)) ?? (await makePublisher(operator, host.id));
  const sayArriving = async (sentence: string | undefined): Promise<void> => {
    await editHost(operator, {
      hostId: host.id,
      look: { ...registration.look, ...(sentence === undefined ? {} : { arriving: sentence }) },
    });
  };
  return { side, publisherSlug, publisher: { ...operator, scope: { kind: "publisher", publisherId } }, sayArriving };
}

async function findHost(operator: Ctx): Promise<Awaited<ReturnType<typeof createHost>> | undefined> {
  const { items } = await listHosts(operator, { q: hostSlug, limit: 200 });
  return items.find((host) => host.slug === hostSlug);
}

async function findPublisher(operator: Ctx): Promise<string | undefined> {
  const { items } = await listPublishers(operator, { q: "Ledgerline", limit: 200 });
  return readId("publisher", items.find((publisher) => publisher.slug === publisherSlug)?.id ?? "");
}

async function makePublisher(operator: Ctx, hostId: string): Promise<string> {
  const made = await createPublisher(operator, { name: "Ledgerline Labs", slug: publisherSlug, hostId });
  return made.id;
}

/** A key that is registered already stays as it is. */
async function ensureKey(side: Ctx, key: Parameters<typeof registerSideKey>[1]): Promise<void> {
  await registerSideKey(side, key).catch((error: unknown) => {
    if (!(error instanceof StoaError) || error.code !== "conflict") throw error;
  });
}
