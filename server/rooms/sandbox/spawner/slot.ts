import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { frame, FrameReader } from "../frames.ts";
import type { SlotGroup } from "./cgroup-files.ts";
import type { Launcher } from "./launchers.ts";
import type { Overhead } from "./meter.ts";
import { Outbox } from "./outbox.ts";
import { Running, type SlotHandle } from "./running.ts";
import type { Tier } from "./tiers.ts";
import type { Visitor } from "./visitor.ts";

export interface SlotOptions {
  number: number;
  /** -1: the launcher keeps the user it has. */
  uid: number;
  clientUid: number;
  launcher: Launcher;
  bwrap: string;
  /** Rules of the second wall in hexadecimal; empty where the kernel takes none. */
  wall: string;
  filter: Buffer;
  tier: Tier;
  group: SlotGroup | undefined;
  onIdle(): void;
  log(text: string): void;
}

/** One place for one box at a time: a resident launcher in its own control group. A launcher that dies is replaced. */
export class Slot implements SlotHandle {
  readonly options: SlotOptions;
  /** Its launcher has said that it can start boxes. */
  ready: Promise<void>;
  #child!: ChildProcess & { stdin: Writable; stdout: Readable };
  #outbox!: Outbox;
  #running: Running | undefined;
  #closed = false;
  #up = false;

  constructor(options: SlotOptions) {
    this.options = options;
    this.ready = this.#launch();
    this.ready.catch(() => {});
  }

  get idle(): boolean {
    return this.#up && this.#running === undefined;
  }

  run(visitor: Visitor): void {
    try {
      this.#running = new Running(visitor, this);
    } catch (error) {
      visitor.send("n", error instanceof Error ? error.message : String(error));
      visitor.end();
    }
  }

  get group(): SlotGroup | undefined {
    return this.options.group;
  }

  get overhead(): Overhead {
    return this.options.tier.overhead;
  }

  send(type: string, payload: Buffer | string = ""): void {
    this.#outbox.send(type, payload);
  }

  pause(): void {
    this.#child.stdout.pause();
  }

  resume(): void {
    this.#child.stdout.resume();
  }

  /** The last resort, and the end: the launcher and all that stands in its group. */
  destroy(): void {
    this.options.group?.kill();
    this.#child.kill("SIGKILL");
  }

  /** Looks at the limits the kernel does not end a box for; called a few times a second. */
  tick(): void {
    this.#running?.tick();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const gone = new Promise<void>((resolve) =>
      this.#child.exitCode !== null || this.#child.signalCode !== null ? resolve() : this.#child.once("exit", () => resolve()),
    );
    this.destroy();
    await gone;
  }

  /** @throws Error with the launcher's own words when it cannot prepare. */
  #launch(): Promise<void> {
    const { launcher, number } = this.options;
    const child = spawn(launcher.command, launcher.args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: "/usr/bin:/bin" },
      cwd: "/",
      ...(launcher.kind === "native" && { argv0: `stoa slot ${number}` }),
    });
    this.#child = child;
    this.#outbox = new Outbox(child.stdin);
    child.stdin.on("error", () => {});
    child.stderr.on("data", (text: Buffer) => this.options.log(`slot ${this.options.number}: ${text.toString().trimEnd()}`));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        reject(new Error(`the launcher ended with ${signal ?? code}`));
        this.#replace(child);
      });
      const reader = new FrameReader(
        (type, payload) => {
          if (type === "i") this.#ready(resolve);
          else if (type === "f" && !this.#up) reject(new Error(payload.toString()));
          else this.#onFrame(type, payload);
        },
        { inParts: "oem" },
      );
      child.stdout.on("data", (chunk: Buffer) => reader.push(chunk));
      if (child.pid === undefined) return;
      this.options.group?.place(child.pid);
      const { uid, clientUid, bwrap, wall, filter } = this.options;
      const words = [uid, clientUid, bwrap, `stoa slot ${number}`, wall, ""];
      child.stdin.write(frame("I", Buffer.concat([Buffer.from(words.join("\0")), filter])));
    });
  }

  #ready(resolve: () => void): void {
    this.#up = true;
    resolve();
    this.options.onIdle();
  }

  #onFrame(type: string, payload: Buffer): void {
    this.#running?.onFrame(type, payload);
    if (type === "d") this.#free();
  }

  #free(): void {
    this.#running = undefined;
    if (this.#child.stdout.isPaused()) this.#child.stdout.resume();
    this.options.onIdle();
  }

  #replace(child: ChildProcess): void {
    if (child !== this.#child) return;
    const wasUp = this.#up;
    this.#up = false;
    this.#running?.onFrame("d", Buffer.from("lost"));
    this.#running = undefined;
    if (this.#closed || !wasUp) return;
    this.options.log(`slot ${this.options.number}: its launcher ended and is replaced`);
    this.ready = this.#cleared().then(() => (this.#closed ? undefined : this.#launch()));
    this.ready.catch((error: Error) => this.options.log(`slot ${this.options.number}: ${error.message}`));
  }

  /** What a box left counts against the next one's limits, and may be anything: nothing of it is there when the slot is used again. */
  async #cleared(): Promise<void> {
    const { group, log, number } = this.options;
    await group?.empty({
      onLong: (pids) => log(`slot ${number}: processes ${pids.join(" ")} do not end; it is not used until they have`),
      isOver: () => this.#closed,
    });
  }
}
