import { decodeJwt, decodeProtectedHeader, errors, compactVerify, importJWK, type JWTPayload } from "jose";
import { Email, tokenCheckNames, type TokenCheckView } from "@stoa/contract";
import { Value } from "typebox/value";
import { findUnkept } from "../../base/index.ts";
import { HostClaims } from "./host-claims.ts";
import type { FoundKey } from "./find-signing-key.ts";
import { algorithmOf, keyAlgorithms } from "./key-kinds.ts";

type CheckName = TokenCheckView["name"];
export type Problem = { what: string; fix: string };

/** What the examination needs to ask: the live key of (issuer, kid) or why there is none, and whether a jti has been used. */
export interface TokenWorld<Key extends { jwk: Record<string, unknown> }> {
  /** The addresses a token of this key may be for, the deployment's first. */
  audiences(key: Key): Promise<readonly string[]>;
  /** Milliseconds since 1970. */
  now: number;
  findKey(issuer: string, kid: string): Promise<FoundKey<Key>>;
  wasUsed(key: Key, jti: string): Promise<boolean>;
}

export interface Examined<Key> {
  checks: TokenCheckView[];
  /** The first check that failed; without one key and claims are there. */
  problem: Problem | undefined;
  key: Key | undefined;
  claims: HostClaims | undefined;
}

export const longestSeconds = 60;
const lateSeconds = 5;
const earlySeconds = 30;

/** Looks at a host's token in every respect and says what is right and wrong with each; later checks are left out where an earlier one bars them. */
export async function examineToken<Key extends { jwk: Record<string, unknown> }>(
  token: string,
  world: TokenWorld<Key>,
): Promise<Examined<Key>> {
  const found = new Map<CheckName, string | Problem>();
  const read = readToken(token);
  if ("problem" in read) return finish(found.set("form", read.problem));
  found.set("form", `A JWT of ${read.issuer}, signed with ${read.alg} under the key ${read.kid}.`);
  const sought = await world.findKey(read.issuer, read.kid);
  if (!sought.key) return finish(found.set("key", noKey(read, sought.why)));
  const { key } = sought;
  found.set("key", "The key is registered and not revoked.");
  const forged = await findForgery(token, key.jwk);
  found.set("signature", forged ?? "It was made with that key.");
  if (forged) return finish(found);
  found.set("audience", checkAudience(read.payload, await world.audiences(key)));
  found.set("clock", checkClock(read.payload, Math.floor(world.now / 1000)));
  found.set("length", checkLength(read.payload));
  found.set("claims", checkClaims(read.payload));
  if (!Value.Check(HostClaims, read.payload)) return finish(found, key);
  found.set("once", (await world.wasUsed(key, read.payload.jti)) ? usedBefore : "Its jti is new.");
  const { email, ...claims } = read.payload;
  return finish(found, key, Value.Check(Email, email) ? { ...claims, email } : claims);
}

export const usedBefore: Problem = { what: "This token was used before.", fix: "Sign a new token with a new jti for every sign-in." };

function finish<Key>(found: Map<CheckName, string | Problem>, key?: Key, claims?: HostClaims): Examined<Key> {
  const checks = tokenCheckNames.map((name): TokenCheckView => {
    const said = found.get(name);
    if (said === undefined) return { name, state: "not reached", what: "A check before it failed." };
    return typeof said === "string" ? { name, state: "passed", what: said } : { name, state: "failed", ...said };
  });
  const problem = [...found.values()].find((said) => typeof said !== "string");
  return { checks, problem, key, claims };
}

interface ReadToken {
  issuer: string;
  kid: string;
  alg: string;
  payload: JWTPayload;
}

function readToken(token: string): ReadToken | { problem: Problem } {
  try {
    const header = decodeProtectedHeader(token);
    const payload = decodeJwt(token);
    const [unkept] = findUnkept({ header, payload }, "");
    if (unkept) return { problem: { what: `Its ${unkept.path.slice(1)} ${unkept.message}.`, fix: "Take that character out." } };
    // Nobody has proved anything yet: what is looked up must be text, and short.
    const { kid, iss, alg } = { kid: asName(header.kid), iss: asName(payload.iss), alg: header.alg };
    if (kid === undefined || iss === undefined)
      return {
        problem: {
          what: "It has no kid header or no iss claim.",
          fix: "Set both, as text of at most 200 characters: kid in the header, iss in the claims.",
        },
      };
    return { issuer: iss, kid, alg: alg ?? "no algorithm", payload };
  } catch {
    return { problem: { what: "It is not a JWT.", fix: "Sign a compact JWS with your private key." } };
  }
}

function asName(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= 200 ? value : undefined;
}

function noKey({ issuer, kid }: { issuer: string; kid: string }, why: string | undefined): Problem {
  return {
    what: `No live key "${kid}" is registered for the issuer "${issuer}".${why === undefined ? "" : ` ${why}`}`,
    fix: why === undefined ? registerIt : "Publish the key's public half at that address, with its kid.",
  };
}

const registerIt =
  "Register the public key, or the address that publishes it, in the host's console under Sign-in keys, on the side your product signs for.";

async function findForgery(token: string, jwk: Record<string, unknown>): Promise<Problem | undefined> {
  try {
    const algorithm = algorithmOf(jwk) ?? "ES256";
    const key = await importJWK(jwk, algorithm);
    await compactVerify(token, key, { algorithms: [algorithm] });
    return undefined;
  } catch (error) {
    const wrongAlgorithm = error instanceof errors.JOSEAlgNotAllowed || error instanceof TypeError;
    return wrongAlgorithm
      ? { what: "Its alg is not one of the registered key.", fix: `Sign with ${keyAlgorithms.join(", ")}, as the key's kind is.` }
      : {
          what: "The signature was not made with the registered key.",
          fix: "Sign with the private half of the key whose kid the header names, or register the public half of the one you use.",
        };
  }
}

function checkAudience({ aud }: JWTPayload, audiences: readonly string[]): string | Problem {
  const given = aud === undefined ? [] : [aud].flat();
  const found = audiences.find((one) => given.includes(one));
  if (found !== undefined) return `aud is ${found}.`;
  const [audience = ""] = audiences;
  const said = given.length === 0 ? "It has no aud" : `aud is ${given.join(", ")}`;
  return { what: `${said}, and this is ${audience}.`, fix: `Set aud to ${audience}, without a slash at the end.` };
}

function checkClock({ iat, exp }: JWTPayload, now: number): string | Problem {
  const clock = `Stoa's clock says ${new Date(now * 1000).toISOString()}`;
  const set = "Keep the clock of the server that signs right (NTP)";
  if (exp !== undefined && exp <= now - lateSeconds)
    return {
      what: `It expired ${now - exp} s ago: ${clock}.`,
      fix: `${set}, and sign when the page asks, not before.`,
    };
  if (iat !== undefined && iat > now + earlySeconds)
    return { what: `It was signed ${iat - now} s in the future: ${clock}.`, fix: `${set}.` };
  return "iat and exp agree with Stoa's clock.";
}

function checkLength({ iat = 0, exp = 0 }: JWTPayload): string | Problem {
  if (exp - iat <= longestSeconds) return `It is valid for ${exp - iat} s.`;
  return { what: `It is valid for ${exp - iat} s.`, fix: `Sign tokens of at most ${longestSeconds} s, when the page is opened.` };
}

function checkClaims(payload: JWTPayload): string | Problem {
  if (Value.Check(HostClaims, payload)) return describeClaims(payload);
  const first = Value.Errors(HostClaims, payload)[0];
  return {
    what: `The claims are not complete: ${first?.instancePath ?? ""} ${first?.message ?? ""}.`,
    fix: "Send sub, jti, iat, exp, customer.id and customer.name; tier, groups and the others may be left out.",
  };
}

function describeClaims({ name, sub, customer, role, groups }: HostClaims): string {
  const { tier, hiddenListings = [], installCap } = customer;
  const parts = [
    `${name ?? sub} of ${customer.name}${role === undefined ? "" : `, ${role}`}`,
    ...(tier ? [`tier ${tier}`] : []),
    ...(groups?.length ? [`groups ${groups.join(", ")}`] : []),
    ...(hiddenListings.length > 0 ? [`${hiddenListings.length} listings hidden`] : []),
    ...(typeof installCap === "number" ? [`at most ${installCap} installations`] : []),
  ];
  return `${parts.join("; ")}.`;
}
