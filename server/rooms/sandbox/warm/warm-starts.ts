import { existsSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Box, BoxSpec, Capabilities } from "../box.ts";
import type { BoxConnection } from "../client/box-connection.ts";
import type { SandboxLog } from "../client/open-sandbox.ts";
import { Held, heldKey } from "./held.ts";
import { imageKey, Images } from "./images.ts";
import { warmToolsPath } from "./native/build.mjs";
import { findInRoot, whyCold, type WarmSpec } from "./wish.ts";

/** What is prepared on this machine, for the operator. */
export interface WarmStatus {
  /** Pythons as files, and their size. */
  images: number;
  bytes: number;
  /** Nodes that wait for a run. */
  held: number;
  started: { warm: number; cold: number };
  /** Why nothing is ever started warm here; null: it is. */
  why: string | null;
  /** The last reasons why a program that asks for it was started cold. */
  reasons: string[];
}
export const noWarm: WarmStatus = { images: 0, bytes: 0, held: 0, started: { warm: 0, cold: 0 }, why: null, reasons: [] };

/** Whether a box asks to be started warm. */
export const isWish = (spec: BoxSpec): spec is WarmSpec => spec.warm !== undefined;

/** Why no box is started warm on this machine; undefined when they are. */
export function whyNeverWarm({ tier, spareSlots }: Capabilities, wanted: boolean): string | undefined {
  if (!wanted) return "it is switched off";
  if (spareSlots === 0) return "the spawner has no slot to prepare in";
  if (tier !== "namespaces") return `it is not there for boxes of ${tier}`;
  if (process.arch !== "x64") return `it is not there for processors of ${process.arch}`;
  return existsSync(warmToolsPath()) ? undefined : "there was no C compiler at set-up (apt-get install gcc libc6-dev)";
}

export interface WarmOptions {
  folder: string;
  slots: number;
  megabytes: number;
  capabilities: Capabilities;
  start(spec: BoxSpec): Promise<BoxConnection>;
  log: SandboxLog;
}

/** A copy that belongs to the client, as boxes need it. */
const toolsIn = (folder: string): string => join(folder, "tools");
const mostReasons = 5;
/** What could not be prepared is not tried again before. */
const retryMs = 600_000;

/** Starts boxes from what is prepared for their customer and release, cold when nothing is, and prepares what was missed. */
export class WarmStarts {
  readonly #options: WarmOptions;
  readonly #images: Images;
  readonly #held: Held;
  /** What each owner runs, and how many run it. */
  readonly #keys = new Map<string, string>();
  readonly #owners = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  readonly #started = { warm: 0, cold: 0 };
  readonly #reasons = new Set<string>();

  private constructor(options: WarmOptions) {
    this.#options = options;
    const { folder, megabytes, start, slots } = options;
    const tools = toolsIn(folder);
    this.#images = new Images({ folder, tools, budgetBytes: megabytes << 20, start });
    // One slot is left for making images.
    this.#held = new Held({ tools, most: Math.max(1, slots - 1), start, onFailed: (key, why) => this.#fail(key, "node", why) });
  }

  /** What a predecessor prepared is thrown away: whether it is still right nobody knows. */
  static async open(options: WarmOptions): Promise<WarmStarts> {
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(options.folder, { recursive: true, mode: 0o711 });
    await cp(warmToolsPath(), toolsIn(options.folder), { recursive: true });
    return new WarmStarts(options);
  }

  status(): WarmStatus {
    const { count, bytes } = this.#images;
    return { ...noWarm, images: count, bytes, held: this.#held.count, started: { ...this.#started }, reasons: [...this.#reasons] };
  }

  async prepared(): Promise<void> {
    await Promise.all([this.#images.made(), this.#held.made()]);
  }

  async start(spec: WarmSpec): Promise<Box> {
    const { launcher } = this.#options.capabilities;
    const why = spec.warm.interpreter === "node" && launcher !== "native" ? `the launcher in ${launcher} holds no Node` : whyCold(spec);
    if (why !== undefined) return this.#cold(spec, why);
    const isPython = spec.warm.interpreter === "python";
    const key = isPython ? imageKey(spec) : heldKey(spec);
    this.#follow(spec.warm.owner, key);
    const box = await (isPython ? this.#fromImage(spec, key) : this.#fromHeld(spec, key));
    if (!box) return this.#cold(spec);
    this.#started.warm++;
    box.warm = true;
    return box;
  }

  /** The next one is begun when this run is over, with which it would only compete. */
  async #fromHeld(spec: WarmSpec, key: string): Promise<Box | undefined> {
    const box = await this.#held.take(key, spec);
    if (!box) return this.#prepare(spec, key, () => this.#held.make(key, spec));
    void box.ended.then(() => this.#prepare(spec, key, () => this.#held.make(key, spec)));
    return box;
  }

  close(): void {
    for (const key of this.#owners.keys()) this.#images.drop(key);
    this.#held.close();
  }

  /** An installation that runs something else now leaves what was prepared for it, unless others of its customer still run that. */
  #follow(owner: string, key: string): void {
    const before = this.#keys.get(owner);
    if (before === key) return;
    this.#keys.set(owner, key);
    this.#owners.set(key, (this.#owners.get(key) ?? 0) + 1);
    if (before === undefined) return;
    const others = (this.#owners.get(before) ?? 1) - 1;
    if (others > 0) return void this.#owners.set(before, others);
    this.#owners.delete(before);
    this.#drop(before);
  }

  #drop(key: string): void {
    this.#images.drop(key);
    this.#held.drop(key);
  }

  async #cold(spec: WarmSpec, why?: string): Promise<Box> {
    if (why !== undefined) this.#note(why);
    this.#started.cold++;
    return this.#options.start(spec);
  }

  async #fromImage(spec: WarmSpec, key: string): Promise<Box | undefined> {
    const [name = "", ...args] = spec.warm.words;
    const image = this.#images.take(key);
    if (!image) return this.#prepare(spec, key, () => this.#images.make(key, spec));
    const command = ["/cache/thaw", "/cache/image", findInRoot(spec, name) ?? name, name, ...args];
    try {
      const box = await this.#options.start({
        ...spec,
        command,
        binds: [...spec.binds, { from: image.folder, to: "/cache", write: false }],
      });
      void box.ended.then(() => this.#images.release(image));
      return box;
    } catch (error) {
      this.#images.release(image);
      throw error;
    }
  }

  /** Not waited for. */
  #prepare(spec: WarmSpec, key: string, make: () => Promise<void>): undefined {
    const failedAt = this.#failed.get(key);
    if (!this.#owners.has(key) || (failedAt !== undefined && performance.now() - failedAt < retryMs)) return;
    this.#failed.delete(key);
    void make().catch((error: Error) => this.#fail(key, spec.warm.interpreter, error.message));
  }

  #fail(key: string, interpreter: string, why: string): void {
    if (this.#failed.size > 1_000) this.#failed.clear();
    this.#failed.set(key, performance.now());
    this.#note(`${interpreter} could not be prepared: ${why}`);
  }

  #note(reason: string): void {
    this.#reasons.delete(reason);
    this.#reasons.add(reason);
    for (const oldest of this.#reasons) if (this.#reasons.size > mostReasons) this.#reasons.delete(oldest);
  }
}
