import type { Socket } from "node:net";
import { sendFrame } from "../frames.ts";
import type { WireSpec } from "./spec-words.ts";

/** A client's connection for one box. Frames that come before a slot is free wait here. */
export class Visitor {
  readonly spec: WireSpec;
  readonly #socket: Socket;
  #waiting: [type: string, payload: Buffer][] = [];
  #deliver: ((type: string, payload: Buffer) => void) | undefined;
  gone = false;
  #ended = false;
  readonly #onLeft: () => void;
  readonly #onClose = (): void => {
    this.gone = true;
    this.onFrame("K", Buffer.alloc(0));
  };

  /** @param onLeft the connection is free for another box */
  constructor(spec: WireSpec, socket: Socket, onLeft: () => void) {
    this.spec = spec;
    this.#socket = socket;
    this.#onLeft = onLeft;
    socket.once("close", this.#onClose);
  }

  /** False when the client does not keep up. */
  send(type: string, payload: Buffer | string = ""): boolean {
    return this.#socket.destroyed || sendFrame(this.#socket, type, payload);
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
    if (!this.spec.again || this.gone) return void this.#socket.end();
    this.#socket.off("close", this.#onClose);
    this.#onLeft();
    this.send("l");
  }
}
