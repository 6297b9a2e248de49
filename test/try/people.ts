import type { EmbedSessionView, HostView, LinkView, MeView, SessionView } from "@stoa/contract";
import { type Client, createClient, places } from "@stoa/sdk";
import type { RunningHost } from "../../examples/host/start-host.ts";
import { browserOf } from "../../examples/host/test-host.ts";

/** Somebody signed in, with the path of the place they act in. */
export interface Seat {
  client: Client;
  base: string;
  token: string;
}

export interface People {
  operator: Seat;
  host: Seat;
  publisher: Seat;
  customer: Seat;
  /** The host's live side. */
  sideId: string;
}

/** Operator, host, publisher and customer of a fresh deployment, each by the way a real one comes in. */
export async function bringPeople(url: string, operatorCode: string, product: RunningHost): Promise<People> {
  const operator = await spend(url, operatorCode, () => places.operator());
  const host = await operator.client.send<HostView>("POST", `${operator.base}/hosts`, { name: "Ledgerline", slug: "ledgerline" });
  const sideId = host.sides.find((side) => side.kind === "live")?.id ?? "";
  const side = places.side(sideId);
  await registerProduct(operator.client, side, product);
  const owner = await invite(url, operator.client, side, { email: "hana@ledgerline.example", role: "host_owner" }, () => side);
  const joining = { email: "pat@labs.example", role: "publisher_owner", publisherName: "Ledgerline Labs" };
  const pat = await invite(url, owner.client, side, joining, (me) => places.publisher(placeOf(me, "publisher")));
  const body = { name: "laptop", roles: ["publisher_owner"] };
  const { token } = await pat.client.send<{ token: string }>("POST", `${pat.base}/tokens`, body);
  const publisher = { ...pat, token, client: createClient({ url, token }) };
  return { operator, host: owner, publisher, customer: await signInCustomer(url, product), sideId };
}

export async function registerProduct(client: Client, side: string, product: RunningHost): Promise<void> {
  const { issuer, origin, jwks, look } = product.registration;
  await client.send("PATCH", `${side}/host`, { origins: [origin], look });
  for (const jwk of jwks.keys) await client.send("POST", `${side}/keys`, { kid: jwk.kid, issuer, jwk });
}

/** The API that programs act in by the host's actions is from now on that of this product, of which the customers are too. */
export async function declareProduct({ operator, sideId }: People, url: string, product: RunningHost): Promise<void> {
  product.connect({ stoaUrl: url });
  const document = await (await fetch(`${product.url}/api/openapi.json`)).text();
  await operator.client.send("PUT", `${places.side(sideId)}/host-api`, { document });
}

export async function invite(url: string, client: Client, base: string, body: object, placed: (me: MeView) => string): Promise<Seat> {
  const link = await client.send<LinkView>("POST", `${base}/invites`, body);
  return spend(url, new URL(link.url).hash.slice(1), placed);
}

/** A one-time code becomes a session, as the page does it; with the token of a session it is that person's. */
export async function spend(url: string, code: string, placed: (me: MeView) => string, signedIn?: string): Promise<Seat> {
  const session = await createClient({ url, ...(signedIn ? { token: signedIn } : {}) }).send<SessionView>("POST", "/v1/sessions", {
    code,
    frame: true,
  });
  const token = session.token ?? "";
  const client = createClient({ url, token });
  return { client, token, base: placed(await client.get<MeView>("/v1/me")) };
}

function placeOf(me: MeView, kind: "publisher" | "customer"): string {
  const id = me.places.find((place) => place.kind === kind)?.id;
  if (id == null) throw new Error(`Nobody became a ${kind}: ${JSON.stringify(me.places)}`);
  return id;
}

/** A person of the product opens its Integrations page: the product signs a token, its page posts it into the frame. */
export async function signInCustomer(url: string, product: RunningHost): Promise<Seat> {
  const browser = await browserOf(product).signIn(product.logins[0]?.email ?? "");
  const { token } = (await (await browser.post("/integrations/token", {})).json()) as { token: string };
  const session = await createClient({ url }).send<EmbedSessionView>("POST", "/embed/sessions", { token });
  const client = createClient({ url, token: session.token });
  return { client, token: session.token, base: places.customer(placeOf(await client.get<MeView>("/v1/me"), "customer")) };
}
