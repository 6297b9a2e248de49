import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realClock, transaction, type Ctx } from "../../../base/index.ts";
import type { World } from "../../../testing/index.ts";
import { openKeyRing } from "../../trust/index.ts";
import { saveConnection } from "../save-connection.ts";
import { listConnectionRows } from "../store/connections.ts";
import { listNoticeRows } from "../store/notices.ts";
import { defineFamily } from "./definition.ts";
import { FamilyProvider } from "./family-provider.ts";
import type { WorkerInput } from "./worker.ts";

export interface ChaosInput {
  refreshes: number;
  connections: number;
  /** Milliseconds between two kills, about; undefined: nobody is killed. */
  killEveryMs: number | undefined;
  /** 0 takes the lease away: the trial must then see it. */
  leaseMs: number;
  /** Seconds an access token lives. */
  lifetimeSeconds: number;
  withinMs: number;
}

export interface ChaosRecord {
  refreshes: number;
  kills: number;
  used: number;
  /** Uses with a token that was no good any more. */
  refusedUses: number;
  /** Connections that had to be connected anew because the killed worker alone had the provider's answer. */
  answersLost: number;
  /** invalid_grant for any other reason: there may be none. */
  wrong: string[];
  losses: number;
  notices: number;
  /** Anything a worker had to say. */
  complaints: string[];
  seconds: number;
}

const workers = 3;
const parallelRuns = 50;

interface Life {
  door: number;
  from: number;
  killedAt: number | undefined;
}

/** Three workers, fifty runs at once, kill -9 now and then, against a provider that ends a family when an old refresh token comes again. */
export async function runRefreshChaos(world: World, input: ChaosInput): Promise<ChaosRecord> {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "stoa-refresh-"));
  const keyFile = join(folder, "deployment.key");
  const keys = await openKeyRing({ file: keyFile, create: true });
  const host = await world.makeHost();
  const { customerId, owner } = await world.makeCustomer(host.liveSideId);
  const customer: Ctx = { ...owner, keys, clock: realClock };
  const provider = new FamilyProvider(input.lifetimeSeconds * 1_000);
  const doors = await Promise.all(Array.from({ length: workers }, (_, door) => provider.openDoor(door)));
  const trial = new Trial({ customer, customerId, provider, doors, input, world, keyFile });
  try {
    await trial.connectAll();
    await trial.run();
    return { ...(await trial.judge()), seconds: Math.round((performance.now() - began) / 1_000) };
  } finally {
    trial.stop();
    provider.close();
    await rm(folder, { recursive: true });
  }
}

interface TrialParts {
  customer: Ctx;
  customerId: string;
  provider: FamilyProvider;
  doors: readonly string[];
  input: ChaosInput;
  world: World;
  keyFile: string;
}

class Trial {
  readonly #parts: TrialParts;
  readonly #lives: Life[] = [];
  readonly #processes: (ChildProcess | undefined)[] = [];
  readonly #complaints: string[] = [];
  #ids: string[] = [];
  #losses = 0;
  #kills = 0;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  async connectAll(): Promise<void> {
    for (let index = 0; index < this.#parts.input.connections; index++) this.#ids.push(await this.#connect(`account-${index}`));
  }

  /** A person has allowed it. */
  async #connect(account: string): Promise<string> {
    const { customer, provider, doors, input } = this.#parts;
    const secret = { client_id: "chaos", ...provider.allow() };
    const tokens = {
      accessToken: secret.access_token,
      refreshToken: secret.refresh_token,
      lifetimeMs: input.lifetimeSeconds * 1_000,
      scopes: undefined,
      kept: {},
      answer: {},
    };
    const serving = { definition: defineFamily(doors[0] ?? ""), app: null };
    const row = await saveConnection(customer, {
      serving,
      fields: {},
      secret,
      tokens,
      account: { id: account, name: account, kept: {} },
      scopes: [],
      name: undefined,
      connectionId: undefined,
    });
    return row.id;
  }

  async run(): Promise<void> {
    const { input, provider, doors } = this.#parts;
    doors.forEach((_, door) => this.#start(door));
    const until = performance.now() + input.withinMs;
    let nextKill = this.#pause();
    let last = performance.now();
    while (provider.rotations.length < input.refreshes && performance.now() < until) {
      await sleep(50);
      await this.#connectLost();
      if (input.killEveryMs === undefined || performance.now() - last < nextKill) continue;
      const door = Math.floor(Math.random() * doors.length);
      // On a busy machine a start takes longer than the time between two kills: who is killed has been at work.
      if (!this.#isAtWork(door)) continue;
      last = performance.now();
      nextKill = this.#pause();
      this.#kill(door);
    }
    // Nobody is killed any more: what is under way comes to its end.
    await sleep(Math.max(1_000, input.leaseMs));
    await this.#end();
    await this.#connectLost();
  }

  /** Each finishes what it has begun. */
  async #end(): Promise<void> {
    for (const one of this.#processes) one?.kill("SIGTERM");
    const isOver = (one: ChildProcess | undefined): boolean => !one || one.exitCode !== null || one.signalCode !== null;
    const until = performance.now() + 15_000;
    while (performance.now() < until && !this.#processes.every(isOver)) await sleep(50);
  }

  stop(): void {
    for (const one of this.#processes) one?.kill("SIGKILL");
  }

  #pause(): number {
    return (this.#parts.input.killEveryMs ?? 0) * (0.5 + Math.random());
  }

  #start(door: number): void {
    const { doors, input, world, keyFile } = this.#parts;
    const given: WorkerInput = {
      connection: world.connection,
      keyFile,
      place: doors[door] ?? "",
      connectionIds: this.#ids,
      runs: Math.ceil(parallelRuns / workers),
      leaseMs: input.leaseMs,
    };
    const child = spawn(process.execPath, [join(import.meta.dirname, "worker.ts"), JSON.stringify(given)], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.on("data", (text: Buffer) => void this.#complaints.push(text.toString("utf8").trim()));
    this.#processes[door] = child;
    this.#lives.push({ door, from: Date.now(), killedAt: undefined });
  }

  #kill(door: number): void {
    this.#processes[door]?.kill("SIGKILL");
    const life = this.#lives.findLast((one) => one.door === door);
    if (life) life.killedAt = Date.now();
    this.#kills += 1;
    this.#start(door);
  }

  #isAtWork(door: number): boolean {
    const life = this.#lives.findLast((one) => one.door === door);
    return (this.#parts.provider.seen.get(door) ?? 0) > (life?.from ?? Number.POSITIVE_INFINITY);
  }

  async #connectLost(): Promise<void> {
    const rows = await transaction(this.#parts.customer, ({ tx }) => listConnectionRows(tx, this.#parts.customerId));
    for (const row of rows.filter(({ state }) => state === "needs_reauth")) {
      this.#losses += 1;
      await this.#connect(row.accountId ?? "");
    }
  }

  async judge(): Promise<Omit<ChaosRecord, "seconds">> {
    const { provider, customer, customerId } = this.#parts;
    const reuses = provider.reuses.map((reuse) => ({ ...reuse, isLost: this.#wasLost(reuse.after.door, reuse.after.at) }));
    const notices = await transaction(customer, ({ tx }) => listNoticeRows(tx, customerId));
    return {
      refreshes: provider.rotations.length,
      kills: this.#kills,
      used: provider.used,
      refusedUses: provider.refused,
      answersLost: reuses.filter(({ isLost, again }) => isLost && !again).length,
      wrong: reuses.filter(({ isLost }) => !isLost).map(({ family, after }) => `family ${family} after door ${after.door} at ${after.at}`),
      losses: this.#losses,
      notices: notices.length,
      complaints: this.#complaints,
    };
  }

  /** Whether the worker that was given the last answer was killed before it can have kept it. */
  #wasLost(door: number, at: number): boolean {
    const mostMs = Math.max(1_500, this.#parts.input.leaseMs);
    return this.#lives.some(
      (life) => life.door === door && life.from <= at && life.killedAt !== undefined && life.killedAt >= at && life.killedAt - at < mostMs,
    );
  }
}
