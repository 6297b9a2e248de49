import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { BoxSpec, WarmWish } from "../box.ts";
import { outcomeOf, specOf, type Changes, type Outcome } from "../conformance/subject.ts";
import { openSandbox, type Sandbox, type SandboxLog } from "../index.ts";
import { testRuntime } from "../testing.ts";

const log: SandboxLog = { info: () => {}, warn: (_, text) => void process.stderr.write(`${text}\n`), error: () => {} };
export const otherCustomer = "other";

/** A sandbox that prepares, and programs to start in it. */
export class WarmPlace {
  readonly sandbox: Sandbox;
  readonly root: string;
  readonly interpreter: WarmWish["interpreter"];
  readonly dataDir: string;

  private constructor(sandbox: Sandbox, root: string, interpreter: WarmWish["interpreter"], dataDir: string) {
    this.sandbox = sandbox;
    this.root = root;
    this.interpreter = interpreter;
    this.dataDir = dataDir;
  }

  static async open(interpreter: WarmWish["interpreter"], warm = { slots: 2, megabytes: 256 }): Promise<WarmPlace> {
    const dataDir = mkdtempSync(join(tmpdir(), "stoa-warm-"));
    const { root } = await testRuntime(interpreter);
    const sandbox = await openSandbox({ dataDir, slots: 2, warm, egressPolicy: { allow: [] }, log });
    after(async () => {
      await sandbox.close();
      rmSync(dataDir, { recursive: true });
    });
    return new WarmPlace(sandbox, root, interpreter, dataDir);
  }

  /** A program of one file. @returns its folder, to be bound at /app */
  write(source: string, more: Record<string, string> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), "stoa-warm-app-"));
    after(() => rmSync(folder, { recursive: true }));
    const name = this.interpreter === "python" ? "main.py" : "main.js";
    for (const [file, text] of Object.entries({ [name]: source, ...more })) writeFileSync(join(folder, file), text);
    return folder;
  }

  spec(folder: string, wish: Partial<WarmWish> = {}, changes: Changes = {}): BoxSpec {
    const words =
      wish.words ?? (this.interpreter === "python" ? ["python3", "main.py", "one", "two words"] : ["node", "main.js", "one", "two words"]);
    const subject = { sandbox: this.sandbox, root: this.root, names: new Map(), local: true, spawner: "" };
    return {
      ...specOf(subject, words, {
        binds: [{ from: folder, to: "/app", write: false }],
        cwd: "/app",
        env: {
          PATH: "/usr/local/bin:/usr/bin:/bin",
          HOME: "/tmp",
          TMPDIR: "/tmp",
          LANG: "C.UTF-8",
          TZ: "Europe/Athens",
          GREETING: "hello\nyou",
        },
        customer: "one",
        ...changes,
      }),
      warm: { interpreter: this.interpreter, modules: [], owner: "installation", ...wish, words },
    };
  }

  async run(spec: BoxSpec): Promise<Outcome & { warm: boolean }> {
    const box = await this.sandbox.start(spec);
    return { ...(await outcomeOf(box)), warm: box.warm ?? false };
  }

  /** Runs it cold, until one comes warm. @returns both */
  async both(spec: BoxSpec): Promise<{ cold: Outcome; warm: Outcome }> {
    const cold = await this.run({ ...spec, warm: undefined } as unknown as BoxSpec);
    return { cold, warm: await this.untilWarm(spec) };
  }

  async untilWarm(spec: BoxSpec): Promise<Outcome> {
    for (const deadline = performance.now() + 150_000; performance.now() < deadline; await this.sandbox.prepared()) {
      const seen = await this.run(spec);
      if (seen.warm) return seen;
    }
    throw new Error(`nothing was started warm: ${JSON.stringify(this.sandbox.warm())}`);
  }
}
