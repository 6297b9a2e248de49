import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Box, BoxSpec } from "../box.ts";
import { commonEnvironment, splitWords, type WarmSpec } from "./wish.ts";

const mega = 1 << 20;
const mostImage = 256 * mega;
const prepareMs = 120_000;
/** A program's hash() is seeded once an image: no image is used longer. */
const lifeMs = 3_600_000;
const toolNames = ["thaw", "freeze.so", "prepare.py"];

/** A Python started up to the first line of its program, as a file. */
export interface Image {
  folder: string;
  bytes: number;
  madeAt: number;
  users: number;
  dropped: boolean;
}

export interface ImagesOptions {
  folder: string;
  tools: string;
  /** All images together; the ones longest unused go first. */
  budgetBytes: number;
  start(spec: BoxSpec): Promise<Box>;
}

/** What an image depends on. One serves one customer, one release, one way to start it. */
export function imageKey({ customer, root, binds, cwd, warm, env, limits }: WarmSpec): string {
  const { interpreter, options } = splitWords(warm.words);
  const parts = [customer, root, binds, cwd, interpreter, options, warm.modules, commonEnvironment({ env } as BoxSpec), limits.openFiles];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** The images of a machine. Making one is a box like any other, which is given nothing of any run and no way out. */
export class Images {
  readonly #options: ImagesOptions;
  /** In the order of their last use. */
  readonly #images = new Map<string, Image>();
  readonly #making = new Map<string, Promise<void>>();

  constructor(options: ImagesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#images.size;
  }

  get bytes(): number {
    return [...this.#images.values()].reduce((sum, image) => sum + image.bytes, 0);
  }

  /** Holds an image until `release`; undefined when there is none. */
  take(key: string, now = performance.now()): Image | undefined {
    const found = this.#images.get(key);
    if (found && now - found.madeAt > lifeMs) this.drop(key);
    const image = this.#images.get(key);
    if (!image) return undefined;
    this.#images.delete(key);
    this.#images.set(key, image);
    image.users++;
    return image;
  }

  release(image: Image): void {
    image.users--;
    if (image.dropped && image.users === 0) void rm(image.folder, { recursive: true, force: true });
  }

  /** Boxes that stand in it already keep it to their end. */
  drop(key: string): void {
    const image = this.#images.get(key);
    if (!image) return;
    this.#images.delete(key);
    image.dropped = true;
    image.users++;
    this.release(image);
  }

  /** Settles when none is being made. */
  async made(): Promise<void> {
    while (this.#making.size > 0) await Promise.allSettled(this.#making.values());
  }

  /** Makes an image; once however often it is asked for meanwhile. @throws Error that says why it cannot be made */
  make(key: string, spec: WarmSpec): Promise<void> {
    const making = this.#making.get(key) ?? this.#make(key, spec).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, spec: WarmSpec): Promise<void> {
    const draft = join(this.#options.folder, `${key}-${Math.random().toString(36).slice(2, 10)}`);
    try {
      await mkdir(draft, { mode: 0o755 });
      for (const name of toolNames) await copyFile(join(this.#options.tools, name), join(draft, name));
      await chmod(join(draft, "thaw"), 0o755);
      await this.#freeze(spec, draft);
      await this.#tryOut(spec, draft);
      const { size: bytes } = await stat(join(draft, "image"));
      this.drop(key);
      this.#images.set(key, { folder: draft, bytes, madeAt: performance.now(), users: 0, dropped: false });
      this.#fit();
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
  }

  #fit(): void {
    for (const [key, { madeAt }] of this.#images)
      if (performance.now() - madeAt > lifeMs || this.bytes > this.#options.budgetBytes) this.drop(key);
  }

  async #freeze(spec: WarmSpec, folder: string): Promise<void> {
    const { interpreter, options } = splitWords(spec.warm.words);
    const box = await this.#options.start(
      spareSpec(spec, folder, [interpreter, ...options, "/cache/prepare.py", spec.warm.modules.join(",")]),
    );
    const file = join(folder, "draft");
    const writing = pipeline(box.messages, createWriteStream(file, { mode: 0o644 }));
    box.stdout.resume();
    const [said, end] = await Promise.all([text(box.stderr), box.ended, writing]);
    if (end.exitCode !== 0)
      throw new Error(said.trim().split("\n").at(-1)?.slice(0, 300) || `it ended with ${end.hit ?? end.signal ?? end.exitCode}`);
    await rename(file, join(folder, "image"));
  }

  /** What cannot be thawed is found out here, not by a run. */
  async #tryOut(spec: WarmSpec, folder: string): Promise<void> {
    const box = await this.#options.start(spareSpec(spec, folder, ["/cache/thaw", "/cache/image", "/nothing", "--try"]));
    box.messages.resume();
    const [said, errors, end] = await Promise.all([text(box.stdout), text(box.stderr), box.ended]);
    if (end.exitCode === 0 && said === "taken up\n") return;
    const how = errors.trim().split("\n").at(-1) || `it ended with ${end.hit ?? end.signal ?? end.exitCode}`;
    throw new Error(`what was prepared cannot be taken up again: ${how.slice(0, 300)}`);
  }
}

function spareSpec(spec: WarmSpec, folder: string, command: string[]): BoxSpec {
  const { id, root, binds, cwd, limits, customer } = spec;
  return {
    id: `warm-${id.slice(0, 50)}`,
    root,
    binds: [...binds, { from: folder, to: "/cache", write: false }],
    command,
    cwd,
    env: commonEnvironment(spec),
    limits: { ...limits, wallMs: prepareMs, graceMs: 0, outputBytes: mostImage, outputRate: mostImage },
    egress: [],
    spare: true,
    ...(customer !== undefined && { customer }),
  };
}
