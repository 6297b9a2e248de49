import type { Socket } from "node:net";
import { duplexPair, type Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { BoxSpec, Contact } from "../box.ts";
import { Bucket } from "./bucket.ts";
import { BoxNames, isUnder, isWildcard } from "./box-names.ts";
import { Contacts, placeOf } from "./contacts.ts";
import { dialFirst } from "./dial.ts";
import { join } from "./meter.ts";
import type { Decide } from "./policy.ts";
import type { Share } from "./shares.ts";

type Target = BoxSpec["egress"][number];

/** Connections and name queries a box may make: each takes the server's process some time, which is everybody's. */
const perSecond = 200;
const atOnce = 400;

/** One box at the gateway: its declared hosts, its names, its open connections, its counts. */
export class Guest {
  #egress: BoxSpec["egress"];
  #held = false;
  readonly #decide: Decide;
  readonly #share: Share | undefined;
  readonly #contacts = new Contacts();
  readonly #names: BoxNames;
  readonly #open = new Set<Socket>();
  readonly #counting = new Set<() => void>();
  readonly #pace = new Bucket(perSecond, atOnce);
  #closed = false;

  constructor(egress: BoxSpec["egress"], decide: Decide, share: Share | undefined) {
    this.#egress = egress;
    this.#decide = decide;
    this.#share = share;
    const noted = new Set<string>();
    this.#names = new BoxNames(egress, (name) => {
      if (noted.has(name) || noted.size >= 50) return;
      noted.add(name);
      this.#contacts.add({ host: name, port: 0 }, null, "not declared");
    });
  }

  /** Reaches nothing until it is handed in what it may: the same hosts, some of them answered in this process by something else. */
  hold(): void {
    this.#held = true;
  }

  handIn(egress: BoxSpec["egress"]): void {
    this.#egress = egress;
    this.#held = false;
  }

  /** Answers a name query of the box. */
  async tell(near: Socket, query: Buffer): Promise<void> {
    const wait = this.#pace.take(1);
    if (wait > 0) await sleep(wait);
    const answer = this.#names.answer(query);
    if (answer) near.end(answer);
    else near.destroy();
  }

  /** Joins a connection that the box opened to declared host `index`; `address` is the one it dialled inside. */
  async join(near: Socket, index: number, address: string): Promise<void> {
    const target = this.#targetOf(index, address);
    if (!target) return void near.destroy();
    this.#keep(near);
    const wait = this.#pace.take(1);
    if (wait > 0) await sleep(wait);
    if (target.answer) {
      near.write("+");
      return target.answer(this.#shared(near), (host, port, as) => this.#reach({ host, port }, as));
    }
    const far = await this.#dial(target);
    if (typeof far === "string") return void near.destroy();
    if (this.#closed || near.destroyed) return void far.destroy();
    this.#keep(far);
    near.write("+");
    join(near, far, this.#share, this.#contacts.add(target, far.remoteAddress ?? null, null));
  }

  close(): Contact[] {
    this.#closed = true;
    for (const count of this.#counting) count();
    for (const socket of this.#open) socket.destroy();
    return this.#contacts.list();
  }

  /** A wildcard's listener takes whatever is dialled at its port: only an address given to a name below it means a host. */
  #targetOf(index: number, address: string): Target | undefined {
    const target = this.#held ? undefined : this.#egress[index];
    if (!target || !isWildcard(target.host)) return target;
    const name = this.#names.nameAt(address);
    if (name === undefined) return undefined;
    const declared = this.#egress.some(({ host, port }) => port === target.port && isWildcard(host) && isUnder(host, name));
    return declared ? { host: name, port: target.port } : undefined;
  }

  /** What answers in this process is held to the customer's share, too. */
  #shared(near: Socket): Duplex {
    if (!this.#share) return near;
    const [outer, inner] = duplexPair();
    join(near, outer, this.#share);
    return inner;
  }

  /** Counts what goes over the socket itself: who reaches a host may wrap it in TLS. */
  async #reach(target: Target, as?: { host: string; port: number }): Promise<Socket | string> {
    const far = await this.#dial(target, as);
    if (typeof far === "string") return far;
    this.#keep(far);
    if (this.#closed) far.destroy();
    const contact = this.#note(target, as, far.remoteAddress ?? null, null);
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
  async #dial(target: Target, as?: { host: string; port: number }): Promise<Socket | string> {
    const decision = await this.#decide(target.host, target.port, target.trusted);
    const far =
      "addresses" in decision
        ? await dialFirst(decision.addresses, target.port)
        : "refused" in decision
          ? decision.refused
          : decision.unknown;
    if (typeof far !== "string") return far;
    const contact = this.#note(target, as, null, far);
    if ("refused" in decision) contact.forbidden = true;
    if ("unknown" in decision) contact.unknown = true;
    return far;
  }

  #note(target: Target, as: { host: string; port: number } | undefined, address: string | null, refused: string | null): Contact {
    const contact = this.#contacts.add(as ?? target, address, refused);
    if (as) contact.simulatedBy = placeOf(target);
    return contact;
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#open.delete(socket));
  }
}
