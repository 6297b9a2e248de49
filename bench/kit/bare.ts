import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Box, BoxEnd, BoxSpec } from "../../server/rooms/sandbox/index.ts";

/** Builds bare.c. @returns its path */
export function buildBare(): string {
  const path = join(mkdtempSync(join(tmpdir(), "stoa-bare-")), "bare");
  execFileSync("cc", ["-O2", "-o", path, join(import.meta.dirname, "bare.c")]);
  return path;
}

/** Starts a command `each` times on every core at once, by posix_spawn in C with both streams drained. @returns starts a second, by its own clock */
export async function spawnLoop(bare: string, command: readonly string[], env: Record<string, string>, each: number): Promise<number> {
  const loops = [0, 1].map((core) => runLoop("taskset", ["-c", String(core), bare, "loop", String(each), ...command], env));
  return (await Promise.all(loops)).reduce((sum, seconds) => sum + each / seconds, 0);
}

/** One start of a command with nothing else to do, from posix_spawn to its end. @returns milliseconds */
export async function spawnOnce(bare: string, command: readonly string[], env: Record<string, string>): Promise<number> {
  return (await runLoop(bare, ["loop", "1", ...command], env)) * 1_000;
}

/** @returns the seconds that the loop says it took */
async function runLoop(command: string, args: string[], env: Record<string, string>): Promise<number> {
  return Number(await text(spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] }).stdout));
}

interface Open {
  streams: Record<"o" | "e" | "m", Readable>;
  end(code: number): void;
}

/** Runs programs with nothing around them, by one small process a core: what a runner costs when a box costs nothing. */
export class BareSandbox {
  readonly #servers: ReturnType<typeof spawn>[];
  readonly #open = new Map<number, Open>();
  #next = 0;

  constructor(bare: string) {
    this.#servers = [0, 1].map(() => spawn(bare, ["serve"], { stdio: ["pipe", "pipe", "inherit"] }));
    for (const server of this.#servers) this.#listen(server);
  }

  start(spec: BoxSpec): Promise<Box> {
    const id = this.#next++;
    const stream = (): Readable => new Readable({ read() {} });
    const streams = { o: stream(), e: stream(), m: stream() };
    const ended = new Promise<BoxEnd>((resolve) => {
      const usage = { cpuMicros: 0, memoryPeakBytes: 0, memoryKibMs: 0, wallMs: 0 };
      const end = (exitCode: number): void => resolve({ exitCode, signal: null, hit: null, usage, contacted: [] });
      this.#open.set(id, { streams, end });
    });
    const words = [...spec.command, "", ...Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)];
    const text = Buffer.from(words.map((word) => `${word}\0`).join(""));
    const head = Buffer.alloc(8);
    head.writeUInt32LE(id, 0);
    head.writeUInt32LE(text.length, 4);
    const stdin = this.#servers[id % this.#servers.length]?.stdin;
    // What is started in one turn goes in one write, as the product's client writes.
    if (stdin?.writableCorked === 0) {
      stdin.cork();
      process.nextTick(() => stdin.uncork());
    }
    stdin?.write(Buffer.concat([head, text]));
    return Promise.resolve({ stdout: streams.o, stderr: streams.e, messages: streams.m, ended, stop() {}, kill() {} });
  }

  close(): void {
    for (const server of this.#servers) server.stdin?.end();
  }

  #listen(server: ReturnType<typeof spawn>): void {
    let rest: Buffer = Buffer.alloc(0);
    server.stdout?.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 9 && rest.length >= 9 + rest.readUInt32LE(5)) {
        const length = rest.readUInt32LE(5);
        this.#take(rest.toString("latin1", 0, 1), rest.readUInt32LE(1), rest.subarray(9, 9 + length));
        rest = rest.subarray(9 + length);
      }
    });
  }

  #take(letter: string, id: number, data: Buffer): void {
    const one = this.#open.get(id);
    if (!one) return;
    if (letter === "o" || letter === "e" || letter === "m") return void one.streams[letter].push(Buffer.from(data));
    this.#open.delete(id);
    for (const stream of Object.values(one.streams)) stream.push(null);
    one.end(data.readUInt32LE(0));
  }
}
