import { once } from "node:events";
import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { openBlobStore } from "../../base/blobs/index.ts";
import type { Ctx } from "../../base/index.ts";
import { createApp } from "../../base/http/index.ts";
import { LiveLogs } from "../../base/logs/index.ts";
import { openWorld, type World } from "../../testing/index.ts";
import { createIntegration } from "../catalog/index.ts";
import { authorize, readCredential, createToken } from "../identity/index.ts";
import { openSandbox } from "../sandbox/index.ts";
import { testRuntime } from "../sandbox/testing.ts";
import { boxGit } from "./git/box-git.ts";
import { buildLimits, buildsRoutes, startBuildLoop, type BuildLimits, type BuildLoop, type BuildPlace, type Workshop } from "./index.ts";

export interface BuildWorld {
  world: World;
  place: BuildPlace;
  workshop: Workshop;
  url: string;
  startLoop(slots?: number): BuildLoop;
  /** An integration with an address to push to, token included, and the token apart. */
  makeIntegration(slug: string): Promise<PushTarget>;
}

export interface PushTarget {
  owner: Ctx;
  integrationId: string;
  publisherId: string;
  token: string;
  /** Without the token. */
  address: string;
  /** As git may be told it. */
  pushUrl: string;
}

/** A deployment of this room for one test file: database, sandbox, git, HTTP. */
export async function openBuildWorld(limits: Partial<BuildLimits> = {}): Promise<BuildWorld> {
  const world = await openWorld();
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-builds-"));
  const quiet = { info: () => undefined, warn: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
  const sandbox = await openSandbox({ dataDir, slots: 3, egressPolicy: { allow: [] }, log: quiet });
  const all = { ...buildLimits, ...limits };
  const git = boxGit({ start: (spec) => sandbox.start(spec), root: async () => (await testRuntime("debian", ["git"])).root, limits: all });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await createApp({ log: world.log, addresses: { publicUrl: url, port, openWrites: [] }, trustedProxies: [] });
  const place: BuildPlace = { dataDir, git, limits: all, publicUrl: url };
  const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
  const live = new LiveLogs();
  const keys = world.operator.keys;
  const workshop: Workshop = {
    db: world.db,
    clock: world.clock,
    log: world.log,
    keys,
    place,
    blobs,
    live,
    sandbox,
    config: { registries: undefined, caFile: process.env["NODE_EXTRA_CA_CERTS"] },
    ensureRuntime: ({ base, packages }) => testRuntime(base, packages),
  };
  if (!keys) throw new Error("the test world has no key ring");
  buildsRoutes({
    app,
    db: world.db,
    clock: world.clock,
    log: world.log,
    keys,
    place,
    blobs,
    live,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  });
  await app.listen({ host: "127.0.0.1", port });
  const loops: BuildLoop[] = [];
  after(async () => {
    for (const loop of loops) await loop.stop();
    await app.close();
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const startLoop = (slots = 2): BuildLoop => {
    const loop = startBuildLoop(workshop, { slots });
    loops.push(loop);
    return loop;
  };
  return { world, place, workshop, url, startLoop, makeIntegration: (slug) => makeIntegration(world, url, slug) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function makeIntegration(world: World, url: string, slug: string): Promise<PushTarget> {
  const { owner, publisherId, slug: publisherSlug } = await world.makePublisher();
  const { id: integrationId } = await createIntegration(owner, { slug });
  const { text: token } = await createToken(owner, { name: "push", roles: ["publisher_developer"] });
  const address = `${url}/git/${publisherSlug}/${slug}.git`;
  return { owner, integrationId, publisherId, token, address, pushUrl: address.replace("://", `://token:${token}@`) };
}

/** A publisher's own clone, driven by the machine's git. */
export class Clone {
  readonly folder = mkdtempSync(join(tmpdir(), "stoa-clone-"));

  constructor() {
    after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.git("init", "-q", "-b", "main");
  }

  /** Runs git; its stdout. Throws with stderr in the message. */
  git(...args: string[]): string {
    return this.gitWith(args, {});
  }

  gitWith(args: readonly string[], options: { input?: Buffer | string }): string {
    const author = {
      GIT_AUTHOR_NAME: "Pat",
      GIT_AUTHOR_EMAIL: "pat@example.com",
      GIT_COMMITTER_NAME: "Pat",
      GIT_COMMITTER_EMAIL: "pat@example.com",
    };
    const env = {
      ...process.env,
      ...author,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C.UTF-8",
    };
    return execFileSync("git", [...args], {
      cwd: this.folder,
      env,
      stdio: ["pipe", "pipe", "pipe"],
      encoding: "utf8",
      input: options.input ?? "",
      maxBuffer: 64 << 20,
    });
  }

  write(files: Record<string, string | Buffer>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    return this;
  }

  commit(message = "change"): string {
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  /** A blob made by plumbing, past every check of porcelain. @returns its id */
  blob(content: Buffer | string): string {
    return this.gitWith(["hash-object", "-w", "--stdin"], { input: content }).trim();
  }

  /** A tree of raw records, past every check. @returns its id */
  tree(records: readonly { mode: string; name: string | Buffer; object: string }[]): string {
    const input = Buffer.concat(
      records.flatMap(({ mode, name, object }) => [
        Buffer.from(`${mode} `),
        Buffer.from(name as string),
        Buffer.from([0]),
        Buffer.from(object, "hex"),
      ]),
    );
    return this.gitWith(["hash-object", "-t", "tree", "-w", "--stdin", "--literally"], { input }).trim();
  }

  /** Puts main on a commit of this tree. @returns the commit */
  commitTree(tree: string): string {
    const commit = this.git("commit-tree", tree, "-m", "made by hand").trim();
    this.git("update-ref", "refs/heads/main", commit);
    return commit;
  }

  /** Pushes; all of what git told, whether it went well or not. */
  push(url: string, ...refs: string[]): Promise<{ ok: boolean; told: string }> {
    return runGit(this.folder, ["push", "--progress", url, ...(refs.length > 0 ? refs : ["main"])]);
  }
}

/** The machine's git without any settings of its user; asynchronous, since the server it speaks to runs in this process. */
export function runGit(cwd: string, args: readonly string[]): Promise<{ ok: boolean; told: string }> {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C.UTF-8",
  };
  return new Promise((resolve) => {
    execFile("git", [...args], { cwd, env, encoding: "utf8" }, (error, stdout, stderr) =>
      resolve({ ok: error === null, told: `${stdout}${stderr}` }),
    );
  });
}

export const noise = (bytes: number): Buffer => randomBytes(bytes);
