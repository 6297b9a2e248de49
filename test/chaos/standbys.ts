import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

/** Processes beside the server that stand by for the dispatching lead; one that is killed is followed by another. */
export class Standbys {
  readonly #dataDir: string;
  readonly #children = new Map<string, ChildProcess>();

  constructor(dataDir: string, count: number) {
    this.#dataDir = dataDir;
    for (let index = 0; index < count; index++) this.#begin();
  }

  /** Kills the one that holds the lead. False: none of them does. */
  kill(holder: string): boolean {
    const child = this.#children.get(holder);
    if (!child) return false;
    this.#children.delete(holder);
    child.kill("SIGKILL");
    this.#begin();
    return true;
  }

  stop(): void {
    for (const child of this.#children.values()) child.kill("SIGKILL");
    this.#children.clear();
  }

  #begin(): void {
    const holder = randomUUID();
    const child = fork(join(import.meta.dirname, "standby.ts"), [this.#dataDir, holder], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#children.set(holder, child);
  }
}
