import type { Socket } from "node:net";
import { frame, writeSoon } from "../frames.ts";
import type { WireSpec } from "./spec-words.ts";

/** A client's connection for one box. Frames that come before a slot is free wait here. */
export class Visitor {
  readonly spec: WireSpec;
  readonly #socket: Socket;
  #waiting: [type: string, payload: Buffer][] = [];
  #deliver: ((type: string, payload: Buffer) => void) | undefined;
  gone = false;

  constructor(spec: WireSpec, socket: Socket) {
    this.spec = spec;
    this.#socket = socket;
    socket.once("close", () => {
      this.gone = true;
      this.onFrame("K", Buffer.alloc(0));
    });
  }

  /** False when the client does not keep up. */
  send(type: string, payload: Buffer | string = ""): boolean {
    return this.#socket.destroyed || writeSoon(this.#socket, frame(type, payload));
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
    this.#deliver = () => {};
    this.#socket.end();
  }
}
