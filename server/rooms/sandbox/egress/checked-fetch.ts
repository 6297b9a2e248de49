import { request as httpRequest, validateHeaderValue, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { denialOf } from "./addresses.ts";
import { makeDecide, type EgressPolicy, type Resolve } from "./policy.ts";

const mostBytes = 1_048_576;

export interface CheckedRequest {
  method: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** One request to an address that somebody else named: as `fetch`, but judged as a box's would be, without redirects, 1 MB of answer at most. */
export type CheckedFetch = (url: string | URL, request: CheckedRequest) => Promise<Response>;

/** Nothing was sent, or no answer came: in words that are safe to show. `refused` when the address is not allowed at all. */
export class UnreachedError extends Error {
  readonly refused: boolean;
  constructor(text: string, refused = false) {
    super(text);
    this.name = "UnreachedError";
    this.refused = refused;
  }
}

/**
 * Requests of this server's own to addresses that tenants or providers name. The name is resolved once and every address judged by the rules
 * of egress; unencrypted only where the operator listed a private address. @param patienceMs for a whole answer @throws UnreachedError
 */
export function makeCheckedFetch(policy: EgressPolicy, patienceMs: number, resolve?: Resolve): CheckedFetch {
  const decide = makeDecide(policy, resolve);
  return async (address, request) => {
    const url = readAddress(address);
    refuseUnsendable(url, request.headers ?? {});
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const decision = await decide(host, portOf(url));
    if ("refused" in decision) throw new UnreachedError(`${url.host} may not be reached: ${decision.refused}.`, true);
    if ("unknown" in decision) throw new UnreachedError(`${url.host} cannot be reached: ${decision.unknown}.`);
    const [first = ""] = decision.addresses;
    if (url.protocol === "http:" && denialOf(first) === null)
      throw new UnreachedError(`${url.host} would be spoken to unencrypted: its address must begin with https.`, true);
    return toResponse(url, await send(url, decision.addresses, request, patienceMs));
  };
}

function readAddress(address: string | URL): URL {
  const url = typeof address === "string" ? URL.parse(address) : address;
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return url;
  throw new UnreachedError(`${String(address).slice(0, 200)} is not an address of http or https.`, true);
}

/** What people enter ends in headers. Node throws at a character that none may hold; its text stays here, since the value may be a secret. */
function refuseUnsendable(url: URL, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers))
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new UnreachedError(
        `${url.host} was not asked: what was entered for the header ${name} holds a character that none may hold.`,
        true,
      );
    }
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

function send(
  url: URL,
  addresses: readonly string[],
  { method, headers = {}, body, signal }: CheckedRequest,
  patienceMs: number,
): Promise<Answer> {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const pinned: LookupFunction = (_name, options, done) =>
    options.all ? done(null, found) : done(null, found[0]?.address ?? "", found[0]?.family);
  const timeout = AbortSignal.timeout(patienceMs);
  const options: RequestOptions = {
    method,
    agent: false,
    lookup: pinned,
    headers: { "user-agent": "Stoa", ...headers, ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }) },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(new UnreachedError(`${url.host} gave no answer (${error.code ?? error.name}).`));
    const ask = url.protocol === "https:" ? httpsRequest : httpRequest;
    const sent = ask(url, options, (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on("error", fail);
      answer.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > mostBytes) sent.destroy(Object.assign(new Error("too long"), { code: "its answer is too long" }));
        else parts.push(part);
      });
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.once("error", fail);
    sent.end(body);
  });
}

function toResponse(url: URL, { status, headers, body }: Answer): Response {
  if (status < 200 || status > 599) throw new UnreachedError(`${url.host} answered ${status}.`);
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const one of [value ?? []].flat())
      if (!/^(transfer-encoding|content-length|content-encoding|connection)$/.test(name)) kept.append(name, one);
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : new Uint8Array(body), { status, headers: kept });
}
