import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { BoxSpec, Contact } from "../box.ts";
import { socketPath } from "../socket-path.ts";
import type { Decide } from "./policy.ts";

/** A box's entry at the gateway. The token names it; it dies with the box. */
export interface Pass {
  token: string;
  /** Ends every connection of the box and tells what was contacted. */
  close(): Contact[];
}

/**
 * The way out of every box. It listens on `folder/gate`, which launchers reach by entering the folder before they give up their rights.
 * A relay inside a box sends `token index\n`, gets `+` when its connection stands, and is cut off otherwise.
 */
export class Gateway {
  /** The folder to enter; searchable, because what comes through is known by its token alone. */
  readonly folder: string;
  readonly #decide: Decide;
  readonly #guests = new Map<string, Guest>();
  #server: Server | undefined;

  private constructor(folder: string, decide: Decide) {
    this.folder = folder;
    this.#decide = decide;
  }

  static async open(parent: string, decide: Decide): Promise<Gateway> {
    const folder = join(parent, `gate-${process.pid}-${randomBytes(4).toString("hex")}`);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711);
    const gateway = new Gateway(folder, decide);
    const path = socketPath(folder, "gate");
    const server = createServer({ allowHalfOpen: true }, (socket) => gateway.#admit(socket));
    gateway.#server = server;
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
    chmodSync(path, 0o666);
    return gateway;
  }

  issue(egress: BoxSpec["egress"]): Pass {
    const token = randomBytes(32).toString("hex");
    const guest = new Guest(egress, this.#decide);
    this.#guests.set(token, guest);
    return {
      token,
      close: () => {
        this.#guests.delete(token);
        return guest.close();
      },
    };
  }

  close(): void {
    for (const guest of this.#guests.values()) guest.close();
    this.#server?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #admit(near: Socket): void {
    near.on("error", () => near.destroy());
    near.setTimeout(10_000, () => near.destroy());
    near.once("readable", () => {
      const line = (near.read() as Buffer | null)?.toString("latin1") ?? "";
      const [, token = "", index = ""] = /^([0-9a-f]{64}) (\d{1,4})\n$/.exec(line) ?? [];
      near.setTimeout(0);
      const guest = this.#guests.get(token);
      if (guest) guest.join(near, Number(index)).catch(() => near.destroy());
      else near.destroy();
    });
  }
}

const connectMs = 10_000;

/** One box: its declared hosts, its open connections, its counts. */
class Guest {
  readonly #egress: BoxSpec["egress"];
  readonly #decide: Decide;
  readonly #contacts = new Map<string, Contact>();
  readonly #open = new Set<Socket>();
  readonly #counting = new Set<() => void>();
  #closed = false;

  constructor(egress: BoxSpec["egress"], decide: Decide) {
    this.#egress = egress;
    this.#decide = decide;
  }

  async join(near: Socket, index: number): Promise<void> {
    const target = this.#egress[index];
    if (!target) return void near.destroy();
    this.#keep(near);
    if (target.answer) {
      near.write("+");
      return target.answer(near, (host, port) => this.#reach(host, port));
    }
    const far = await this.#dial(target);
    if (typeof far === "string") return void near.destroy();
    if (this.#closed || near.destroyed) return void far.destroy();
    this.#keep(far);
    near.write("+");
    this.#pipe(near, far, this.#contact(target, far.remoteAddress ?? null, null));
  }

  close(): Contact[] {
    this.#closed = true;
    for (const count of this.#counting) count();
    for (const socket of this.#open) socket.destroy();
    return [...this.#contacts.values()];
  }

  #pipe(near: Socket, far: Socket, contact: Contact): void {
    near.on("data", (chunk: Buffer) => (contact.bytesOut += chunk.length));
    far.on("data", (chunk: Buffer) => (contact.bytesIn += chunk.length));
    near.pipe(far);
    far.pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => !near.writableEnded && near.destroy());
  }

  /** Counts what goes over the socket itself: who reaches a host may wrap it in TLS. */
  async #reach(host: string, port: number): Promise<Socket | string> {
    const far = await this.#dial({ host, port });
    if (typeof far === "string") return far;
    this.#keep(far);
    if (this.#closed) far.destroy();
    const contact = this.#contact({ host, port }, far.remoteAddress ?? null, null);
    const count = (): void => {
      if (!this.#counting.delete(count)) return;
      contact.bytesIn += far.bytesRead;
      contact.bytesOut += far.bytesWritten;
    };
    this.#counting.add(count);
    far.once("close", count);
    return far;
  }

  /** A connection to the first checked address that answers, or why there is none, noted. */
  async #dial(target: { host: string; port: number; trusted?: boolean }): Promise<Socket | string> {
    const decision = await this.#decide(target.host, target.port, target.trusted);
    const far =
      "addresses" in decision
        ? await dialFirst(decision.addresses, target.port)
        : "refused" in decision
          ? decision.refused
          : decision.unknown;
    if (typeof far !== "string") return far;
    const contact = this.#contact(target, null, far);
    if ("refused" in decision) contact.forbidden = true;
    return far;
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#open.delete(socket));
  }

  #contact(target: { host: string; port: number }, address: string | null, refused: string | null): Contact {
    const key = [target.host, target.port, address, refused].join(" ");
    const known = this.#contacts.get(key) ?? { host: target.host, port: target.port, address, bytesIn: 0, bytesOut: 0, refused };
    this.#contacts.set(key, known);
    return known;
  }
}

/** The first of the checked addresses that answers, or why none does. */
async function dialFirst(addresses: string[], port: number): Promise<Socket | string> {
  let last = "no address";
  for (const address of addresses) {
    const outcome = await dial(address, port);
    if (typeof outcome !== "string") return outcome;
    last = outcome;
  }
  return last;
}

function dial(address: string, port: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const fail = (reason: string): void => {
      socket.destroy();
      resolve(`${address} cannot be reached (${reason})`);
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message);
    socket.once("error", onError);
    socket.setTimeout(connectMs, () => fail("ETIMEDOUT"));
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeListener("error", onError);
      resolve(socket);
    });
  });
}
