import type { Socket } from "node:net";
import { dialSpawner } from "./spawner.ts";

/** Connections to a spawner. One whose box has left it serves the next: to make one takes either side longer than all that is said over it. */
export class Connections {
  readonly #dir: string;
  readonly #most: number;
  readonly #idle = new Set<Socket>();
  #closed = false;

  /** @param most so many are kept while no box uses them */
  constructor(dir: string, most: number) {
    this.#dir = dir;
    this.#most = most;
  }

  async take(): Promise<Socket> {
    const [kept] = this.#idle;
    if (kept) {
      this.#idle.delete(kept);
      return kept;
    }
    const socket = await dialSpawner(this.#dir);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#idle.delete(socket));
    return socket;
  }

  giveBack(socket: Socket): void {
    if (socket.destroyed) return;
    if (this.#closed || this.#idle.size >= this.#most) socket.destroy();
    else this.#idle.add(socket);
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#idle) socket.destroy();
  }
}
