import type { KeyObject } from "node:crypto";

/** Who signs in, and the account they work for. Nothing else of an object that has more is signed. */
export interface StoaPerson {
  id: string;
  name?: string | undefined;
  email?: string | undefined;
  /** Left out: the role they have, at first `viewer`. */
  role?: "owner" | "configurer" | "viewer" | undefined;
  groups?: string[] | undefined;
  /** What they read, as `de` or `de-AT`: the marketplace and its mails follow, until they choose another. */
  locale?: string | undefined;
  customer: {
    id: string;
    name?: string | undefined;
    tier?: string | null | undefined;
    hiddenListings?: string[] | undefined;
    installCap?: number | null | undefined;
  };
}

export interface SigningOptions {
  /** Stoa's address. */
  stoaUrl: string;
  /** `iss`, as registered under Sign-in keys. */
  issuer: string;
  /** A private Ed25519, P-256 or RSA key, as Node or (extractable) Web Crypto has it or as PEM, and its id as registered. */
  key: { kid: string; privateKey: KeyObject | CryptoKey | string };
  now?: (() => Date) | undefined;
}

/** A token that signs one of your people in at the marketplace: good once, for a minute. */
export function signPerson(person: StoaPerson, options: SigningOptions): string;

/** A request as Node, Express and Fastify have it, or as `fetch` has it. */
export interface AnyRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** The address before a router took something off it. */
  originalUrl?: string | undefined;
  headers: Headers | Record<string, string | string[] | undefined>;
}

export interface CheckOptions {
  /** Stoa's address; undefined while no marketplace is connected, and then nobody can be calling from it. */
  stoaUrl: string | undefined;
  /** Your own name at Stoa, as in the address of its keys. */
  host: string;
  side?: "live" | "test" | undefined;
  /** Where your API is, as you declared it. */
  api: string;
  /** Only this action may call here; left out, whichever the token names. */
  action?: string | undefined;
  now?: (() => Date) | undefined;
  /** Whether the id is new; remembers it until then. Left out: this process remembers. Several processes ask their own store here. */
  once?: ((jti: string, until: Date) => boolean | Promise<boolean>) | undefined;
  /** Makes the error that is thrown in place of StoaTokenError. */
  toError?: ((why: string, statusCode: 401 | 503) => Error) | undefined;
}

/** What Stoa says of the one request it signed. */
export interface StoaCall {
  /** Your own id for the customer: whose data it is comes from here, never from the request. */
  customer: string;
  action: string;
  scopes: string[];
  installation: string;
  integration: string;
  run: string;
  jti: string;
}

export class StoaTokenError extends Error {
  constructor(why: string, statusCode?: 401 | 503);
  readonly statusCode: 401 | 503;
}

/**
 * The call, when the request carries Stoa's token and it is good for this very request; undefined when it carries none.
 * @throws StoaTokenError, or what `toError` makes: a token of Stoa's that is not good, or keys that cannot be had
 */
export function checkStoaToken(request: AnyRequest, options: CheckOptions): Promise<StoaCall | undefined>;

/** How your server calls Stoa's own API: the side you are (`side_…`), and an access token of its host. */
export interface StoaAccess {
  stoaUrl: string;
  sideId: string;
  accessToken: string;
}

/**
 * The other way for integrations to call your API: hands over the token that requests for a customer carry, in place of the one before. A customer
 * whom Stoa does not know is made where a name is given; without one, its name stays as it is.
 * @returns the token
 * @throws Error with what Stoa says
 */
export function handOverToken(customer: { id: string; name?: string | undefined }, token: string, access: StoaAccess): Promise<string>;
