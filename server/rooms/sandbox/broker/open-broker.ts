import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { connect, createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import { environmentName } from "@stoa/program";
import { createMasker, type Masker } from "../../trust/index.ts";
import type { BoxSpec, Contact, Reach } from "../box.ts";
import { checkRequest, readRequest, type Passed, type Refusal } from "./check-request.ts";
import { CheckedAgent, forward } from "./forward.ts";
import { joinMaskers } from "./join-maskers.ts";
import { gateVariable, type Admission, type Gate, type GateRefusal, type Tally } from "./gate.ts";
import { portOf, readConnections, type Account, type ConnectionsInput } from "./read-connections.ts";

const mostRefusals = 20;
/** Requests of a box to one account at once; each takes memory of ours, answered or not. */
const mostUnderWay = 64;
/** Connections of a box to one account at once, silent ones among them. */
const mostConnections = 128;
/** A credential that takes longer is not to be had: a request may not wait for ever for a database or a provider that hangs. */
const credentialMs = 30_000;
const allowAgain = "The customer allows it again on the installation's page.";

interface Refused {
  request: string;
  contact: Contact;
  because: "undeclared" | "withheld";
}

/** What adds the secrets of accounts to a program's requests, so that the program never has them. One a box. */
export interface Broker {
  egress: BoxSpec["egress"];
  /** `STOA_HTTP_<NAME>`: the address to speak to. */
  env: Record<string, string>;
  problems: string[];
  /** Requests that were not passed on, each once, such as `DELETE /v1/contacts/7`. */
  refused(): Refused[];
  /** For a program without a box: an address of this machine for each account, in place of `env`. Whoever is on the machine can use it. */
  listen(): Promise<Record<string, string>>;
  close(): void;
}

export interface BrokerInput extends ConnectionsInput {
  /** Certificates besides those Node trusts, PEM. */
  authorities?: readonly string[];
  /** How long a credential may take, in milliseconds; 30 s when missing. */
  credentialMs?: number;
}

/** Values stay in this process's memory; `close` ends every connection. */
export function openBroker(input: BrokerInput): Broker {
  const { accounts, problems } = readConnections(input);
  const masker = createMasker(Object.values(input.secrets), { keepLength: true });
  const doors = accounts.map((account) => new Door(account, Object.values(input.secrets), masker, input));
  return {
    egress: doors.map((door) => ({ host: door.account.host, port: 80, answer: (near, reach) => door.admit(near, reach) })),
    env: addressesOf(accounts),
    problems,
    refused: () => doors.flatMap((door) => door.refused()),
    listen: async () => {
      for (const door of doors) await door.listen();
      return addressesOf(accounts);
    },
    close: () => doors.forEach((door) => door.close()),
  };
}

function addressesOf(accounts: readonly Account[]): Record<string, string> {
  return Object.fromEntries(
    accounts.map(({ name, host, gate }) => [gate ? gateVariable : `STOA_HTTP_${environmentName(name)}`, `http://${host}`]),
  );
}

const reachDirectly: Reach = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", (error: Error) => resolve(error.message));
  });

/** The broker's side of one account. */
class Door {
  readonly account: Account;
  readonly #hidden: Set<string>;
  #masker: Masker;
  readonly #input: Pick<BrokerInput, "authorities" | "credentialMs">;
  readonly #server: Server;
  readonly #refused = new Map<string, { why: string; because: Refused["because"] }>();
  readonly #sockets = new Set<Duplex>();
  #underWay = 0;
  #agent: CheckedAgent | undefined;
  #listening: TcpServer | undefined;

  constructor(account: Account, hidden: readonly string[], masker: Masker, input: Pick<BrokerInput, "authorities" | "credentialMs">) {
    this.account = account;
    this.#hidden = new Set(hidden);
    this.#masker = masker;
    this.#input = input;
    this.#server = createServer({ insecureHTTPParser: false, keepAlive: true }, (request, response) => void this.#serve(request, response));
    this.#server.on("connect", (_request: IncomingMessage, socket: Socket) => {
      this.#note("CONNECT", "only requests to the account's own paths are passed on");
      socket.end(`HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n`);
    });
  }

  admit(near: Duplex, reach: Reach): void {
    if (this.#sockets.size >= mostConnections) return void near.destroy();
    this.#agent ??= new CheckedAgent(this.account, reach, this.#input.authorities);
    this.#sockets.add(near);
    near.once("close", () => this.#sockets.delete(near));
    this.#server.emit("connection", near);
  }

  async listen(): Promise<void> {
    const server = createTcpServer({ allowHalfOpen: true }, (near) => this.admit(near, reachDirectly));
    this.#listening = server;
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    this.account.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  refused(): Refused[] {
    const { base } = this.account;
    const where = { host: base.hostname, port: portOf(base), address: null, count: 1, bytesIn: 0, bytesOut: 0 };
    return [...this.#refused].map(([request, { why, because }]) => ({ request, because, contact: { ...where, refused: why } }));
  }

  close(): void {
    this.#agent?.destroy();
    this.#listening?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#underWay >= mostUnderWay)
      return say(request, response, 503, {
        error: "too_many_requests",
        what: `${mostUnderWay} requests to ${this.account.title} are under way.`,
        fix: "Wait for answers before asking more.",
      });
    this.#underWay += 1;
    await this.#answer(request, response).finally(() => (this.#underWay -= 1));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.account.gate) return this.#serveGated(this.account.gate, request, response);
    const checked = checkRequest(this.account, request);
    if ("status" in checked) return this.#refuse(request, response, checked);
    const agent = this.#agent;
    const account = await this.#current().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof account === "string")
      return say(request, response, 502, { error: "no_credential", what: account, fix: "The customer connects the account again." });
    if (account.credential.kind === "none" || !agent) {
      const fix = "The customer enters it on the installation's page.";
      return say(request, response, 403, { error: "no_credential", what: `No secret is stored for ${account.title}.`, fix });
    }
    await forward({ account, agent, masker: this.#masker, request, response }, checked).catch((error: Error) => {
      if (response.headersSent) return void response.destroy();
      const what = this.#masker.text(`${account.base.host} gave no answer: ${error.message}.`);
      say(request, response, 502, { error: "no_answer", what, fix: "Try again later, or look at what the run reached." });
    });
  }

  async #serveGated(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = readRequest(this.account, request);
    const { method = "", url = "" } = request;
    if ("status" in read) {
      gate.malformed({ method, path: url.split("?")[0] ?? "" }, read.what);
      return this.#refuse(request, response, read);
    }
    const admitted = await gate.admit({ method, path: read.path });
    if ("status" in admitted) return this.#refuse(request, response, admitted);
    await this.#passOn(admitted, { request, response, read });
  }

  async #passOn(
    admitted: Admission,
    { request, response, read }: { request: IncomingMessage; response: ServerResponse; read: Passed },
  ): Promise<void> {
    const agent = this.#agent;
    if (!agent) return void response.destroy();
    const headers = this.account.simulator ? { authorization: "Bearer simulated-host" } : admitted.headers;
    const account: Account = { ...this.account, credential: { kind: "several", headers, query: {} } };
    const masker = joinMaskers(createMasker(admitted.sensitive, { keepLength: true }), this.#masker);
    const tally: Tally = { status: null, bytesOut: 0, bytesIn: 0 };
    const { signal } = admitted;
    const fault = await forward({ account, agent, masker, request, response, tally, signal }, read).then(
      () => undefined,
      (error: Error) => masker.text(error.message),
    );
    admitted.ended({ ...tally, ...(fault === undefined ? {} : { fault }) });
    if (fault === undefined) return;
    if (signal.aborted) this.#note(`${request.method ?? ""} ${read.path}`, fault, "withheld");
    if (response.headersSent) return void response.destroy();
    if (signal.aborted) return say(request, response, 403, { error: "taken_back", what: fault, fix: allowAgain });
    const what = `${account.base.host} gave no answer: ${fault}.`;
    say(request, response, 502, { error: "no_answer", what, fix: "Try again later, or look at what the run reached." });
  }

  /** The account with what is added to requests now; a token that is new since is hidden from now on. */
  async #current(): Promise<Account> {
    const { account } = this;
    if (!account.current) return account;
    const { headers, query, sensitive } = await inTime(account.current(), this.#input.credentialMs ?? credentialMs, account.title);
    if (sensitive.some((value) => !this.#hidden.has(value))) {
      for (const value of sensitive) this.#hidden.add(value);
      this.#masker = createMasker([...this.#hidden], { keepLength: true });
    }
    return { ...account, credential: { kind: "several", headers, query } };
  }

  #refuse(request: IncomingMessage, response: ServerResponse, { status, ...body }: Refusal | GateRefusal): void {
    const because = "because" in body ? body.because : "undeclared";
    if (because !== "neither") this.#note(`${request.method ?? ""} ${(request.url ?? "").split("?")[0] ?? ""}`, body.what, because);
    const hidden = { error: body.error, what: this.#masker.text(body.what), fix: this.#masker.text(body.fix) };
    say(request, response, status, hidden);
  }

  #note(request: string, why: string, because: Refused["because"] = "undeclared"): void {
    if (this.#refused.size >= mostRefusals) return;
    const cut = (text: string): string => this.#masker.text(text.slice(0, 200));
    this.#refused.set(cut(request), { why: cut(why), because });
  }
}

async function inTime<T>(work: Promise<T>, milliseconds: number, title: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The sign-in at ${title} could not be read in time.`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The rest of a refused request is not read: its connection ends with the answer. */
function say(request: IncomingMessage, response: ServerResponse, status: number, body: { error: string; what: string; fix: string }): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(`${JSON.stringify(body)}\n`);
  request.resume();
}
