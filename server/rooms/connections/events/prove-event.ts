import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ProviderEvents } from "@stoa/contract";
import { readList } from "./read-list.ts";

/** A request as it came. */
export interface EventRequest {
  method: string;
  /** The whole address, as the provider knows it. */
  url: string;
  /** Names in small letters. */
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: Buffer;
}

type Signature = ProviderEvents["signature"];
type Hmac = Extract<Signature, { scheme: "hmac" }>;

/** What a signature claims: each candidate, what it is over, and when it was made. */
interface Claim {
  candidates: Buffer[];
  timestamp: string | undefined;
  madeAt: number | undefined;
}

const windowSeconds = 300;
/** No provider sends more signatures of one request; a stranger's thousands are not compared. */
const mostCandidates = 8;

/** Whether one of the secrets signed this request, and not too long ago. */
export function isProven(signature: Signature, secrets: readonly string[], request: EventRequest, now: number): boolean {
  if (signature.scheme === "token") return isToken(signature, secrets, request);
  const claim = readClaim(signature, request.headers);
  if (!claim) return false;
  const window = (signature.windowSeconds ?? windowSeconds) * 1_000;
  if (claim.madeAt !== undefined && Math.abs(now - claim.madeAt) > window) return false;
  const signed = signature.signed.map((part) => ("text" in part ? part.text : partOf(part.part, request, claim.timestamp ?? "")));
  let proven = false;
  for (const secret of secrets) {
    const hmac = createHmac("sha256", secret);
    for (const part of signed) hmac.update(part);
    const wanted = hmac.digest();
    for (const one of claim.candidates) if (one.length === wanted.length && timingSafeEqual(one, wanted)) proven = true;
  }
  return proven;
}

function partOf(part: "method" | "url" | "timestamp" | "body", request: EventRequest, timestamp: string): string | Buffer {
  return part === "timestamp" ? timestamp : request[part];
}

/** Compared as hashes: neither length nor place of a difference shows in the time it takes. */
function isToken(
  { header, prefix = "" }: Extract<Signature, { scheme: "token" }>,
  secrets: readonly string[],
  request: EventRequest,
): boolean {
  const given = request.headers[header.toLowerCase()];
  if (given === undefined || !given.startsWith(prefix)) return false;
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  const seen = hash(given.slice(prefix.length));
  return secrets.map((secret) => timingSafeEqual(hash(secret), seen)).includes(true);
}

function readClaim(signature: Hmac, headers: EventRequest["headers"]): Claim | undefined {
  const header = headers[signature.header.toLowerCase()];
  if (header === undefined || header.length > 4_000) return undefined;
  const candidates = textsOf(signature, header)
    .slice(0, mostCandidates)
    .flatMap((text) => decode(text, signature.encoding));
  if (!signature.list && !signature.timestamp) return { candidates, timestamp: undefined, madeAt: undefined };
  const timestamp = timestampOf(signature, header, headers);
  if (timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return undefined;
  return { candidates, timestamp, madeAt: Number(timestamp) * (signature.timestamp?.unit === "ms" ? 1 : 1_000) };
}

function textsOf({ list, prefix = "" }: Hmac, header: string): string[] {
  if (list) return readList(header, list.signature);
  return header.startsWith(prefix) ? [header.slice(prefix.length)] : [];
}

function timestampOf({ list, timestamp }: Hmac, header: string, headers: EventRequest["headers"]): string | undefined {
  if (list) return readList(header, list.timestamp)[0];
  return timestamp && headers[timestamp.header.toLowerCase()];
}

function decode(text: string, encoding: Hmac["encoding"]): Buffer[] {
  const shape = encoding === "hex" ? /^[0-9a-fA-F]{64}$/ : /^[A-Za-z0-9+/]{43}=$/;
  return shape.test(text) ? [Buffer.from(text, encoding)] : [];
}
