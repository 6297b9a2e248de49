import type { Socket } from "node:net";
import type { Outbox } from "./outbox.ts";
import type { WireSpec } from "./spec-words.ts";

/** A client's connection for one box. Frames that come before a slot is free wait here. */
export class Visitor {
  readonly spec: WireSpec;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  #waiting: [type: string, payload: Buffer][] = [];
  #deliver: ((type: string, payload: Buffer) => void) | undefined;
  gone = false;
  #ended = false;
  readonly #onLeft: () => void;

  /** @param onLeft the connection is free for another box */
  constructor(spec: WireSpec, socket: Socket, outbox: Outbox, onLeft: () => void) {
    this.spec = spec;
    this.#socket = socket;
    this.#outbox = outbox;
    this.#onLeft = onLeft;
  }

  /** The connection is gone. */
  close(): void {
    this.gone = true;
    this.onFrame("K", Buffer.alloc(0));
  }

  /** False when the client does not keep up. */
  send(type: string, payload: Buffer | string = ""): boolean {
    return this.#socket.destroyed || this.#outbox.send(type, payload);
  }

  /** Calls once, when the client has taken what was sent or has gone. */
  onDrain(code: () => void): void {
    const once = (): void => {
      this.#socket.off("drain", once).off("close", once);
      code();
    };
    this.#socket.once("drain", once).once("close", once);
  }

  onFrame(type: string, payload: Buffer): void {
    if (this.#deliver) this.#deliver(type, payload);
    else this.#waiting.push([type, payload]);
  }

  /** From now on frames go to the slot; first those that waited. */
  attach(deliver: (type: string, payload: Buffer) => void): void {
    this.#deliver = deliver;
    for (const [type, payload] of this.#waiting.splice(0)) deliver(type, payload);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#deliver = () => {};
    if (!this.spec.again || this.gone) return this.#close();
    this.#onLeft();
    this.send("l");
  }

  #close(): void {
    if (!this.#socket.destroyed) this.#outbox.flush();
    this.#socket.end();
  }
}
