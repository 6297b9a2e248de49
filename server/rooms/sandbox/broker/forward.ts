import { Agent, request as sendRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Transform } from "node:stream";
import { connect as startTls } from "node:tls";
import type { Masker } from "../../trust/index.ts";
import type { Reach } from "../box.ts";
import type { Passed } from "./check-request.ts";
import { trusted } from "../simulate/answer-simulated.ts";
import { isAnotherRequest, isKeptFromGate, plainName, type Tally } from "./gate.ts";
import { nameOf, portOf, type Account } from "./read-connections.ts";

const silentMs = 120_000;
const mostBytes = 256 * 1_048_576;
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Keeps connections to an account's host open between requests; each was checked when it was made. */
export class CheckedAgent extends Agent {
  readonly #account: Account;
  readonly #reach: Reach;
  readonly #authorities: readonly string[] | undefined;
  #ca: string[] | undefined;

  constructor(account: Account, reach: Reach, authorities: readonly string[] | undefined) {
    super({ keepAlive: true, maxSockets: 32, maxFreeSockets: 4 });
    this.#account = account;
    this.#reach = reach;
    this.#authorities = authorities;
  }

  override createConnection(_options: object, done?: (error: Error | null, socket: Duplex) => void): undefined {
    void this.#connect((error, socket) => done?.(error, socket as Duplex));
    return undefined;
  }

  async #connect(done: (error: Error | null, socket?: Duplex) => void): Promise<void> {
    let socket: Duplex;
    try {
      socket = await this.#open();
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)));
    }
    done(null, socket);
  }

  async #open(): Promise<Duplex> {
    const { base, simulator } = this.#account;
    const [host, port] = [nameOf(base), portOf(base)];
    const socket = simulator ? await this.#reach(simulator.host, simulator.port, { host, port }) : await this.#reach(host, port);
    if (typeof socket === "string") throw new Error(socket);
    const secure = simulator ? simulator.tls : base.protocol === "https:";
    if (!secure) return socket;
    const name = simulator?.host ?? host;
    this.#ca ??= this.#authorities && trusted(this.#authorities);
    const ca = this.#ca && { ca: this.#ca };
    return startTls({ socket, host: name, ...(isAddress(name) ? {} : { servername: name }), ALPNProtocols: ["http/1.1"], ...ca });
  }
}

const isAddress = (host: string): boolean => /^[\d.]+$|:/.test(host);

export interface Forwarding {
  account: Account;
  agent: Agent;
  masker: Masker;
  request: IncomingMessage;
  response: ServerResponse;
  /** Counted up as it goes. */
  tally?: Tally;
  /** Ends it before its time. */
  signal?: AbortSignal;
}

/** Passes a request on with the account's credential, and the answer back without it. Rejects with why there is none; not when the program has gone. */
export function forward(forwarding: Forwarding, { path, query }: Passed): Promise<void> {
  const { account, agent, request, response, tally = { status: null, bytesOut: 0, bytesIn: 0 }, signal } = forwarding;
  // It is told once that it is closed, which may have been before this.
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const sent = sendRequest({
      agent,
      method: request.method,
      path: pathOf(account, path, query),
      headers: headersFor(account, request),
      setHost: false,
    });
    const give = (reason: Error): void => {
      sent.destroy();
      reject(reason);
    };
    const leave = (): void => {
      sent.destroy();
      resolve();
    };
    signal?.addEventListener("abort", () => give(signal.reason as Error));
    sent.setTimeout(silentMs, () => give(new Error("it was silent for two minutes")));
    sent.once("error", (error) => give(error));
    sent.once("response", (answer: IncomingMessage) => passBack({ ...forwarding, tally }, answer).then(resolve, give));
    response.once("close", () => (response.writableFinished ? undefined : leave()));
    if (!hasBody(request)) {
      request.resume();
      return void sent.end();
    }
    const body = request.pipe(limited((bytes) => (tally.bytesOut = bytes)));
    body.once("error", give);
    body.pipe(sent);
  });
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

function pathOf({ base, credential }: Account, path: string, query: string): string {
  const pairs = parametersOf(credential);
  const added = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const names = new Set(pairs.map(([name]) => name));
  // One given by the program does not stand beside ours.
  const own = query.split("&").filter((pair) => [...new URLSearchParams(pair).keys()].every((name) => !names.has(name)));
  const whole = [...own, ...added].filter((part) => part !== "").join("&");
  return `${base.pathname.replace(/\/$/, "")}${path}${whole === "" ? "" : `?${whole}`}`;
}

function parametersOf(credential: Account["credential"]): [string, string][] {
  if (credential.kind === "query") return [[credential.name, credential.value]];
  return credential.kind === "several" ? Object.entries(credential.query) : [];
}

/** What ends at each hop is left out, and so is packing: an answer that echoes the credential must be readable to be masked. */
function headersFor({ base, credential, gate }: Account, request: IncomingMessage): Record<string, string | string[]> {
  const added = headersOf(credential);
  const ours = new Set(Object.keys(added).map(plainName));
  const named = listed(request.headers.connection);
  const isKept = (name: string): boolean =>
    !isLeftOut(name) && !isAnotherRequest(name) && !ours.has(name) && !(gate && isKeptFromGate(name));
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct))
    if (values && !named.has(name) && isKept(plainName(name))) headers[name] = values;
  return { ...headers, host: base.host, "accept-encoding": "identity", ...added, ...lengthOf(request) };
}

function headersOf(credential: Account["credential"]): Record<string, string> {
  if (credential.kind === "header") return { [credential.name]: credential.value };
  if (credential.kind !== "several") return {};
  return Object.fromEntries(Object.entries(credential.headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** As the request's own parser took it, whatever else is said of it: what it reads as a body the next server must read as one. */
function lengthOf({ headers }: IncomingMessage): Record<string, string> {
  if (headers["transfer-encoding"] !== undefined) return { "transfer-encoding": "chunked" };
  return headers["content-length"] === undefined ? {} : { "content-length": headers["content-length"] };
}

const isLeftOut = (name: string): boolean => hopByHop.has(name) || ["host", "accept-encoding", "expect", "content-length"].includes(name);

const listed = (header: string | undefined): Set<string> => new Set((header ?? "").split(",").map((name) => name.trim().toLowerCase()));

async function passBack(
  { account, masker, response, tally }: Pick<Forwarding, "account" | "masker" | "response"> & { tally: Tally },
  answer: IncomingMessage,
): Promise<void> {
  tally.status = answer.statusCode ?? null;
  response.writeHead(answer.statusCode ?? 502, headersBack(account, masker, answer));
  const hiding = masker.stream();
  const hide = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, hiding.mask(chunk)),
    flush: (done) => done(null, hiding.flush()),
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      response.destroy();
      reject(error);
    };
    const size = limited((bytes) => (tally.bytesIn = bytes));
    for (const part of [answer, size, hide]) part.once("error", fail);
    response.once("close", () => resolve());
    answer.pipe(size).pipe(hide).pipe(response);
  });
}

function headersBack(account: Account, masker: Masker, answer: IncomingMessage): Record<string, string[]> {
  const named = listed(answer.headers.connection);
  const kept = Object.entries(answer.headersDistinct).filter(([name]) => !hopByHop.has(name) && !named.has(name));
  const headers: Record<string, string[]> = Object.fromEntries(
    kept.map(([name, values]) => [name, (values ?? []).map((value) => masker.text(value))]),
  );
  const to = answer.headers.location;
  if (to !== undefined) headers["location"] = [masker.text(locationFor(account, to))];
  return headers;
}

/** Within the account's address a redirect leads through the broker again; to another host it goes as it is, and without the credential. */
function locationFor({ base, host }: Account, location: string): string {
  const url = URL.parse(location, base.href);
  const folder = base.pathname.replace(/\/$/, "");
  if (!url || url.origin !== base.origin || !(url.pathname === folder || url.pathname.startsWith(`${folder}/`))) return location;
  return `http://${host}${url.pathname.slice(folder.length) || "/"}${url.search}`;
}

function limited(count: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      count(bytes);
      if (bytes > mostBytes) done(new Error(`more than ${mostBytes / 1_048_576} MB were sent`));
      else done(null, chunk);
    },
  });
}
