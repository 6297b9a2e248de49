import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { BoxSpec, Contact } from "../box.ts";
import { socketPath } from "../socket-path.ts";
import { Guest } from "./guest.ts";
import type { Decide } from "./policy.ts";
import { Shares } from "./shares.ts";

const firstLine = /^([0-9a-f]{64}) (?:(\d{1,4}) ([\d.]{7,15})|names ((?:[0-9a-f]{2}){12,512}))\n$/;

/** A box's entry at the gateway. The token names it; it dies with the box. */
export interface Pass {
  token: string;
  /** Ends every connection of the box and tells what was contacted. */
  close(): Contact[];
  /** A held box becomes a run's: until then it reaches nothing. */
  handIn(egress: BoxSpec["egress"]): void;
}

const tokenBytes = 32;
let unused = Buffer.alloc(0);

/** Bytes of the system are asked for many tokens at once: to ask takes longer than all else about one. */
function newToken(): string {
  if (unused.length === 0) unused = randomBytes(64 * tokenBytes);
  const token = unused.toString("hex", 0, tokenBytes);
  unused.fill(0, 0, tokenBytes);
  unused = unused.subarray(tokenBytes);
  return token;
}

/**
 * The way out of every box. It listens on `folder/gate`, which launchers reach by entering the folder before they give up their rights.
 * A relay inside a box sends `token index address\n`, gets `+` when its connection stands, and is cut off otherwise; `token names query\n`, the
 * query in hexadecimal, gets the answer of the box's name server.
 */
export class Gateway {
  /** The folder to enter; searchable, because what comes through is known by its token alone. */
  readonly folder: string;
  readonly #decide: Decide;
  readonly #shares: Shares;
  readonly #guests = new Map<string, Guest>();
  #server: Server | undefined;

  private constructor(folder: string, decide: Decide, bytesPerSecond: number | undefined) {
    this.folder = folder;
    this.#decide = decide;
    this.#shares = new Shares(bytesPerSecond);
  }

  /** @param bytesPerSecond what the boxes of one customer may send, and get; undefined: no cap */
  static async open(parent: string, decide: Decide, bytesPerSecond?: number): Promise<Gateway> {
    const folder = join(parent, `gate-${process.pid}-${randomBytes(4).toString("hex")}`);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711);
    const gateway = new Gateway(folder, decide, bytesPerSecond);
    const path = socketPath(folder, "gate");
    const server = createServer({ allowHalfOpen: true }, (socket) => gateway.#admit(socket));
    gateway.#server = server;
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
    chmodSync(path, 0o666);
    return gateway;
  }

  issue({ customer, hold }: Pick<BoxSpec, "customer" | "hold">, egress: BoxSpec["egress"]): Pass {
    const token = newToken();
    const guest = new Guest(egress, this.#decide, this.#shares.enter(customer));
    if (hold) guest.hold();
    this.#guests.set(token, guest);
    return {
      token,
      close: () => {
        if (this.#guests.delete(token)) this.#shares.leave(customer);
        return guest.close();
      },
      handIn: (handed) => guest.handIn(handed),
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
      near.setTimeout(0);
      const [, token = "", index, address = "", query] = firstLine.exec(line) ?? [];
      const guest = this.#guests.get(token);
      if (!guest) near.destroy();
      else {
        const answered = query === undefined ? guest.join(near, Number(index), address) : guest.tell(near, Buffer.from(query, "hex"));
        answered.catch(() => near.destroy());
      }
    });
  }
}
