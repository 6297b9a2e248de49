import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { StoaError } from "../../../base/index.ts";
import type { Box, BoxSpec, Capabilities, LauncherKind } from "../box.ts";
import { Gateway } from "../egress/gateway.ts";
import { makeDecide, type EgressPolicy, type Resolve } from "../egress/policy.ts";
import { diagnose } from "./diagnose.ts";
import { selfTest } from "./self-test.ts";
import { Connections } from "./connections.ts";
import { askSpawner, startSpawner } from "./spawner.ts";
import { spawnerAway } from "./spawner-away.ts";
import { startBox } from "./start-box.ts";
import type { BoxConnection } from "./box-connection.ts";
import { isWish, noWarm, WarmStarts, whyNeverWarm, type WarmStatus } from "../warm/warm-starts.ts";

export interface SandboxLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface SandboxOptions {
  dataDir: string;
  slots: number;
  /** Prepares programs that may be started warm, in slots of their own; nothing is prepared when missing. */
  warm?: { slots: number; megabytes: number };
  egressPolicy: EgressPolicy;
  log: SandboxLog;
  /** The folder of a spawner that somebody else runs (as root, for this user); without it one is started and watched over here. */
  spawnerDir?: string;
  /** The folder of runsc and enter: boxes are gVisor's. */
  gvisor?: string;
  /** The kind of launcher; the best there is when missing. */
  launcher?: LauncherKind;
  /** How names become addresses; the system's way when missing. */
  resolve?: Resolve;
}

export interface Sandbox {
  capabilities: Capabilities;
  /** Starts a box, waiting for a free slot. @throws StoaError `sandbox_unavailable` when it cannot be started. */
  start(spec: BoxSpec): Promise<Box>;
  /** Slots without a box of ours. */
  free(): number;
  /** What is prepared, and why what is not. */
  warm(): WarmStatus;
  /** Settles when nothing is being prepared. */
  prepared(): Promise<void>;
  close(): Promise<void>;
}

const predecessorMs = 10_000;
const restartMs = 500;

/**
 * Connects to a spawner, or starts one, and probes that a box holds. @throws StoaError `sandbox_unavailable` that says what stands in the way
 * and what to type; nothing is ever run without a box.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const client = new SandboxClient(options);
  try {
    await client.open();
    return client;
  } catch (error) {
    await client.close();
    if (error instanceof StoaError && error.fix !== undefined && error.message.startsWith("Programs cannot")) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoaError("sandbox_unavailable", {
      what: `Programs cannot be isolated on this machine: ${why}.`,
      why,
      fix: diagnose(why, options.dataDir),
      cause: error,
    });
  }
}

class SandboxClient implements Sandbox {
  capabilities!: Capabilities;
  readonly #options: SandboxOptions;
  /** The spawner's folder, and ours for the gateway's socket and the probe: one, unless somebody else runs the spawner. */
  readonly #dir: string;
  readonly #own: string;
  readonly #running = new Set<{ ping(): void }>();
  #gateway: Gateway | undefined;
  #connections: Connections | undefined;
  #child: ChildProcess | undefined;
  #up: Promise<void> = Promise.resolve();
  #neverWarm: string | undefined;
  #pinger: NodeJS.Timeout | undefined;
  #warm: WarmStarts | undefined;
  #taken = 0;
  #closed = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#own = join(options.dataDir, "sandbox");
    this.#dir = options.spawnerDir ?? this.#own;
  }

  async open(): Promise<void> {
    mkdirSync(this.#own, { recursive: true });
    chmodSync(this.#own, 0o711);
    if (this.#options.spawnerDir === undefined) await this.#startSpawner();
    const capabilities = await askSpawner(this.#dir);
    if (!capabilities) throw new Error(`no spawner answers in ${this.#dir}`);
    this.capabilities = capabilities;
    this.#connections = new Connections(this.#dir, capabilities.slots + capabilities.spareSlots);
    const { egressPolicy: policy } = this.#options;
    this.#gateway = await Gateway.open(this.#own, makeDecide(policy, this.#options.resolve), policy.bytesPerSecond);
    this.#pinger = setInterval(() => this.#running.forEach((box) => box.ping()), 2_000);
    const broken = await selfTest(this.#own, (spec) => this.start(spec));
    if (broken.length > 0) throw new Error(`the self-test failed: ${broken.join("; ")}`);
    await this.#openWarm();
    this.#options.log.info({ ...capabilities }, "sandbox open");
  }

  async #openWarm(): Promise<void> {
    const { warm, log } = this.#options;
    const why = whyNeverWarm(this.capabilities, warm !== undefined);
    if (warm === undefined || why !== undefined) return void (this.#neverWarm = why);
    const start = (spec: BoxSpec): Promise<BoxConnection> => this.#start(spec);
    this.#warm = await WarmStarts.open({ ...warm, folder: join(this.#own, "warm"), capabilities: this.capabilities, start, log });
  }

  warm(): WarmStatus {
    return this.#warm?.status() ?? { ...noWarm, why: this.#neverWarm ?? null };
  }

  free(): number {
    return Math.max(0, this.capabilities.slots - this.#taken);
  }

  async prepared(): Promise<void> {
    await this.#warm?.prepared();
  }

  start(spec: BoxSpec): Promise<Box> {
    return this.#warm && isWish(spec) ? this.#warm.start(spec) : this.#start(spec);
  }

  async #start(spec: BoxSpec): Promise<BoxConnection> {
    const [gateway, connections] = [this.#gateway, this.#connections];
    if (this.#closed || !gateway || !connections) throw new StoaError("sandbox_unavailable", "The sandbox is closed.");
    await this.#up;
    const takes = spec.spare ? 0 : 1;
    this.#taken += takes;
    const socket = await connections.take().catch((cause: Error) => {
      this.#taken -= takes;
      throw spawnerAway("The spawner does not answer.", cause);
    });
    return startBox(spec, socket, gateway, {
      open: (connection) => this.#running.add(connection),
      left: (connection) => {
        this.#running.delete(connection);
        this.#taken -= takes;
        connections.giveBack(socket);
      },
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#pinger);
    this.#warm?.close();
    this.#gateway?.close();
    this.#connections?.close();
    await this.#up.catch(() => {});
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.stdin?.end();
    await gone;
  }

  async #startSpawner(): Promise<void> {
    const deadline = performance.now() + predecessorMs;
    while ((await askSpawner(this.#dir)) !== undefined) {
      if (performance.now() > deadline) throw new Error(`another spawner is at work in ${this.#dir}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { slots, log, gvisor, launcher, warm } = this.#options;
    const child = await startSpawner({ dir: this.#dir, slots, spare: warm?.slots, launcher, gvisor, onLog: (text) => log.warn({}, text) });
    this.#child = child;
    child.once("exit", (code, signal) => this.#onExit(code, signal));
  }

  /** Boxes of a spawner that died are reported as lost by their own connections; here only a new one is started. */
  #onExit(code: number | null, signal: string | null): void {
    if (this.#closed) return;
    this.#options.log.error({ code, signal }, "the spawner ended and is started again");
    this.#up = new Promise((resolve) => setTimeout(resolve, restartMs)).then(() => (this.#closed ? undefined : this.#startSpawner()));
    this.#up.catch((error: Error) => this.#options.log.error({ reason: error.message }, "the spawner could not be started again"));
  }
}
