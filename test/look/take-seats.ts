import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import type { EmbedSessionView, LinkView, MeView, SessionView } from "@stoa/contract";
import { type Client, createClient, places } from "@stoa/sdk";

/** Somebody signed in: as what, and the path of their place in the API. */
export interface Seat {
  client: Client;
  token: string;
  base: string;
  /** Of somebody who came from a host's product: their sessions end before all pictures are taken. */
  freshToken?(): Promise<string>;
}

/** A one-time code becomes a session. */
export async function comeByLink(url: string, code: string, baseOf: (me: MeView) => string): Promise<Seat> {
  const { token = "" } = await createClient({ url }).send<SessionView>("POST", "/v1/sessions", { code, frame: true, name: "Alex Moreau" });
  const client = createClient({ url, token });
  return { client, token, base: baseOf(await client.get<MeView>("/v1/me")) };
}

/** Invited by the operator into the place at this path. */
export async function comeByInvite(url: string, operator: Seat, at: string, invite: { email: string; role: string }): Promise<Seat> {
  const link = await operator.client.send<LinkView>("POST", `${at}/invites`, invite);
  // A host's people stand in both of its sides.
  const baseOf = (me: MeView): string => (me.places.some(({ id }) => id !== null && at.endsWith(id)) ? at : placeOf(me));
  return comeByLink(url, new URL(link.url).hash.slice(1), baseOf);
}

/** As a host's product signs its people in: by a token under a key of that host. */
export async function comeAsCustomer(
  url: string,
  operator: Seat,
  side: string,
  who: { ref: string; name: string; role: "owner" | "viewer" },
): Promise<Seat> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomUUID();
  const issuer = `look-${kid}`;
  await operator.client.send("POST", `${side}/keys`, { kid, issuer, jwk: { ...publicKey.export({ format: "jwk" }), alg: "ES256", kid } });
  const name = who.role === "owner" ? "Maria Jensen" : "Tom Ashby";
  const customer = { id: who.ref, name: who.name };
  const person = { sub: `look ${who.role}`, name, email: "person@customer.example", role: who.role };
  const come = async (): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    const token = signToken(privateKey, kid, { iss: issuer, aud: url, jti: randomUUID(), iat: now, exp: now + 60, customer, ...person });
    return (await createClient({ url }).send<EmbedSessionView>("POST", "/embed/sessions", { token })).token;
  };
  const token = await come();
  const client = createClient({ url, token });
  return { client, token, base: placeOf(await client.get<MeView>("/v1/me")), freshToken: come };
}

function signToken(key: KeyObject, kid: string, claims: object): string {
  const parts = [{ alg: "ES256", kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${parts}.${sign("sha256", Buffer.from(parts), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

function placeOf(me: MeView): string {
  const [place] = me.places;
  if (place?.id == null) throw new Error("nobody's place");
  return {
    operator: places.operator(),
    side: places.side(place.id),
    publisher: places.publisher(place.id),
    customer: places.customer(place.id),
  }[place.kind];
}
