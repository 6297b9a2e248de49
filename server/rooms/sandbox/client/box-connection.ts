import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { letGo, StoaError } from "../../../base/index.ts";
import type { Box, BoxEnd, BoxSpec, Contact, Hit } from "../box.ts";
import { frame, FrameReader } from "../frames.ts";
import { spawnerAway } from "./spawner-away.ts";
import { StateTar } from "./state-tar.ts";

/** So little is copied: a few bytes must not keep all that was read with them. */
const smallBytes = 16_384;

/** The end as the spawner tells it. */
interface WireEnd {
  exitCode: number | null;
  signal: string | null;
  hit: Hit;
  usage: BoxEnd["usage"];
  state: boolean;
  stateError?: string;
}

/** A box's entry at the gateway. */
interface WayOut {
  /** Closes it and tells what was contacted. */
  leave(): Contact[];
  /** A held box becomes a run's. */
  enter(egress: BoxSpec["egress"]): void;
}

/** The client's side of one box: frames in, three streams and an end out. */
export class BoxConnection implements Box {
  readonly stdout = this.#stream();
  readonly stderr = this.#stream();
  readonly messages = this.#stream();
  readonly ended: Promise<BoxEnd>;
  warm?: true;
  /** Settles when the program has been started, or with a StoaError when it could not be. */
  readonly began: Promise<void>;
  readonly #socket: Socket;
  readonly #id: string;
  readonly #way: WayOut;
  readonly #waits = Promise.withResolvers<boolean>();
  readonly #handed = Promise.withResolvers<boolean>();
  readonly #start = Promise.withResolvers<void>();
  readonly #finished = Promise.withResolvers<BoxEnd>();
  #state: StateTar | undefined;
  readonly #onLeft: () => void;
  readonly #onData: (chunk: Buffer) => void;
  readonly #onGone = (): void => this.#onClose();
  #began = false;
  #over = false;
  #sent = false;
  /** The connection is another box's, or nobody's. */
  #left = false;

  /** @param onLeft the box is gone whole: its slot is free, and so is the connection unless it is destroyed */
  constructor(id: string, socket: Socket, way: WayOut, onLeft: () => void) {
    this.#id = id;
    this.#socket = socket;
    this.#way = way;
    this.#onLeft = onLeft;
    this.began = this.#start.promise;
    this.ended = this.#finished.promise;
    const reader = new FrameReader((type, payload) => this.#onFrame(type, payload), { inParts: "oem" });
    this.#onData = (chunk) => reader.push(chunk);
    socket.on("data", this.#onData).once("close", this.#onGone).resume();
  }

  /** Tells the spawner that this process is alive. */
  ping(): void {
    this.#tell("P");
  }

  stop(reason: "cancel" | "shutdown"): void {
    this.#tell("T", reason);
  }

  kill(): void {
    this.#tell("K");
  }

  #tell(type: string, payload = ""): void {
    if (!this.#left && !this.#socket.destroyed) this.#socket.write(frame(type, payload));
  }

  /** All that the box begins with has been sent. */
  sent(): void {
    this.#sent = true;
  }

  /** Sends one frame and waits while the spawner is behind. @throws Error when the connection is gone. */
  send(type: string, payload: Buffer | string = ""): Promise<void> {
    if (this.#left || this.#socket.destroyed) return Promise.reject(new Error("the spawner has ended the connection"));
    if (this.#socket.write(frame(type, payload))) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onDrain = (): void => {
        this.#socket.off("close", onClose);
        resolve();
      };
      const onClose = (): void => {
        this.#socket.off("drain", onDrain);
        reject(new Error("the spawner has ended the connection"));
      };
      this.#socket.once("drain", onDrain).once("close", onClose);
    });
  }

  /** Whether a held program waits for its run: true when it does, false when its box has ended. */
  get waits(): Promise<boolean> {
    return this.#waits.promise;
  }

  /** Hands a held program its run. @returns whether it took all of it; without that it has ended, or will */
  async handIn(egress: BoxSpec["egress"], what: string): Promise<boolean> {
    if (this.#over) return false;
    this.#way.enter(egress);
    await this.send("A", what).catch(() => this.#handed.resolve(false));
    return this.#handed.promise;
  }

  /** Gives up before the start. */
  abandon(error: StoaError): void {
    this.#start.reject(error);
    this.#socket.destroy();
  }

  #onFrame(type: string, payload: Buffer): void {
    const stream = { o: this.stdout, e: this.stderr, m: this.messages }[type];
    if (stream) return this.#passOn(stream.destroyed || stream.push(ownBytes(payload)));
    if (type === "x") this.#finish(JSON.parse(payload.toString()) as WireEnd);
    else if (type === "n") this.abandon(refused(this.#id, payload.toString()));
    else if (this.#state && (type === "r" || type === "c" || type === "z")) this.#passOn(this.#state.add(type, payload));
    else this.#onSign(type);
  }

  /** A frame that says all by its type. */
  #onSign(type: string): void {
    if (type === "b") this.#begin();
    else if (type === "l") this.#leave();
    else if (type === "w") this.#waits.resolve(true);
    else if (type === "a") this.#handed.resolve(true);
  }

  #begin(): void {
    this.#began = true;
    this.#start.resolve();
  }

  #passOn(kept: boolean): void {
    if (!kept) this.#socket.pause();
  }

  #finish({ state, stateError, ...end }: WireEnd): void {
    if (state)
      this.#state = new StateTar(
        () => this.#left || this.#socket.resume(),
        () => this.#left || this.#socket.destroy(),
      );
    const whole: BoxEnd = {
      ...end,
      contacted: this.#way.leave(),
      ...(this.#state && { state: this.#state.readable }),
      ...(stateError !== undefined && { stateError }),
    };
    this.#end(() => this.#finished.resolve(whole));
  }

  /** The spawner is ready for another box. Where this one was not told of whole, its connection ends with it. */
  #leave(): void {
    if (!this.#sent || !this.#over || (this.#state && !this.#state.complete)) return void this.#socket.destroy();
    this.#left = true;
    this.#socket.off("data", this.#onData).off("close", this.#onGone).resume();
    this.#onLeft();
  }

  #onClose(): void {
    this.#left = true;
    this.#onLeft();
    const usage = { cpuMicros: 0, memoryPeakBytes: 0, wallMs: 0 };
    if (!this.#began) this.#start.reject(spawnerAway(`The spawner went away before the box ${this.#id} was started.`));
    this.#end(() => this.#finished.resolve({ exitCode: null, signal: null, hit: "lost", usage, contacted: this.#way.leave() }));
    if (this.#state && !this.#state.complete) this.#state.readable.destroy(new Error("the state folder was not sent to its end"));
  }

  #end(settle: () => void): void {
    if (this.#over) return;
    this.#over = true;
    // A box that ended has begun, also where whoever would have said so was killed before it did.
    this.#start.resolve();
    this.#waits.resolve(false);
    this.#handed.resolve(false);
    for (const stream of [this.stdout, this.stderr, this.messages]) stream.push(null);
    settle();
  }

  #stream(): Readable {
    const resume = (): unknown => this.#left || this.#socket?.resume();
    const destroy = (error: Error | null, done: (error?: Error | null) => void): void => (resume(), done(error));
    // At its end there is nothing to take apart, of each of three streams a box.
    return new Readable({ read: resume, destroy, autoDestroy: false, highWaterMark: 1 << 20 });
  }
}

function ownBytes(payload: Buffer): Buffer {
  if (payload.length >= smallBytes) return payload;
  const own = Buffer.from(payload);
  letGo(payload);
  return own;
}

function refused(id: string, text: string): StoaError {
  return new StoaError("sandbox_unavailable", { what: `The box ${id} could not be started: ${text}`, why: text });
}
