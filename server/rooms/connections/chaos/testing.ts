import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
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
import { FamilyProvider, type Answer } from "./family-provider.ts";
import type { WorkerInput } from "./worker.ts";

export interface ChaosInput {
  refreshes: number;
  connections: number;
  /** Refreshes between two kills, about: on a busy machine time alone would leave nobody alive to refresh. Undefined: nobody is killed. */
  killEvery: number | undefined;
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
  /** Accounts that were lost because nobody heard the provider's answer but a worker that was killed, or that had given up waiting for it. */
  answersLost: number;
  /** Of these, those that a worker had given up: on a busy machine the provider, too, is slow. */
  givenUp: number;
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

/** One process of one worker; its number is its place in the list. */
interface Life {
  worker: number;
  child: ChildProcess;
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
  const place = await provider.open();
  const trial = new Trial({ customer, customerId, provider, place, input, world, keyFile });
  try {
    await trial.connectAll();
    await trial.run();
    return { ...trial.judge(), seconds: Math.round((performance.now() - began) / 1_000) };
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
  place: string;
  input: ChaosInput;
  world: World;
  keyFile: string;
}

class Trial {
  readonly #parts: TrialParts;
  readonly #lives: Life[] = [];
  readonly #complaints: string[] = [];
  /** Refresh tokens whose answers a worker gave up waiting for. */
  readonly #givenUp = new Set<string>();
  #ids: string[] = [];
  #losses = 0;
  #notices = 0;
  #kills = 0;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  async connectAll(): Promise<void> {
    for (let index = 0; index < this.#parts.input.connections; index++) this.#ids.push(await this.#connect(`account-${index}`));
  }

  /** A person has allowed it. */
  async #connect(account: string): Promise<string> {
    const { customer, provider, place, input } = this.#parts;
    const secret = { client_id: "chaos", ...provider.allow() };
    const tokens = {
      accessToken: secret.access_token,
      refreshToken: secret.refresh_token,
      lifetimeMs: input.lifetimeSeconds * 1_000,
      scopes: undefined,
      kept: {},
      answer: {},
    };
    const serving = { definition: defineFamily(place, -1), app: null };
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
    const { input, provider } = this.#parts;
    for (let worker = 0; worker < workers; worker++) this.#start(worker);
    const until = performance.now() + input.withinMs;
    let nextKill = this.#pause();
    while (provider.rotations.length < input.refreshes && performance.now() < until) {
      await sleep(100 * Math.random());
      await this.#connectLost();
      if (provider.rotations.length < nextKill) continue;
      const number = this.#newest(Math.floor(Math.random() * workers));
      // Who is killed has been at work.
      if (!provider.seen.has(number)) continue;
      nextKill = provider.rotations.length + this.#pause();
      this.#kill(number);
    }
    await this.#settle();
    await this.#end();
    await this.#connectLost();
  }

  /** Nobody is killed any more: what is under way, and what a killed one has left, comes to its end, which takes a lease and a refresh. */
  async #settle(): Promise<void> {
    const { input, provider } = this.#parts;
    const began = performance.now();
    const isOver = (): boolean => this.#losses >= provider.reuses.filter(({ again }) => !again).length;
    while (performance.now() < began + input.leaseMs + (isOver() ? 1_000 : Math.min(60_000, input.withinMs))) {
      await sleep(100);
      await this.#connectLost();
    }
  }

  /** Each finishes what it has begun. */
  async #end(): Promise<void> {
    const over = this.#living().map(({ child }) => once(child, "exit"));
    for (const { child } of this.#living()) child.kill("SIGTERM");
    await Promise.race([Promise.all(over), sleep(60_000, undefined, { ref: false })]);
  }

  stop(): void {
    for (const { child } of this.#living()) child.kill("SIGKILL");
  }

  #living(): Life[] {
    return this.#lives.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  }

  #pause(): number {
    return (this.#parts.input.killEvery ?? Number.POSITIVE_INFINITY) * (0.5 + Math.random());
  }

  #start(worker: number): void {
    const { place, input, world, keyFile } = this.#parts;
    const given: WorkerInput = {
      connection: world.connection,
      keyFile,
      place,
      life: this.#lives.length,
      connectionIds: this.#ids,
      runs: Math.ceil(parallelRuns / workers),
      leaseMs: input.leaseMs,
    };
    const child = spawn(process.execPath, [join(import.meta.dirname, "worker.ts"), JSON.stringify(given)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.on("message", (refreshToken: string) => void this.#givenUp.add(refreshToken));
    child.stderr?.on("data", (text: Buffer) => void this.#complaints.push(text.toString("utf8").trim()));
    this.#lives.push({ worker, child, killedAt: undefined });
  }

  #newest(worker: number): number {
    return this.#lives.findLastIndex((life) => life.worker === worker);
  }

  #kill(number: number): void {
    const life = this.#lives[number];
    if (!life) return;
    life.child.kill("SIGKILL");
    life.killedAt = Date.now();
    this.#kills += 1;
    this.#start(life.worker);
  }

  /** Somebody reads the notice and connects the account anew. */
  async #connectLost(): Promise<void> {
    const { customer, customerId } = this.#parts;
    const { rows, notices } = await transaction(customer, async ({ tx }) => ({
      rows: await listConnectionRows(tx, customerId),
      notices: await listNoticeRows(tx, customerId),
    }));
    for (const row of rows.filter(({ state }) => state === "needs_reauth")) {
      this.#losses += 1;
      // Of this connection, since it was last connected.
      this.#notices += notices.filter(
        ({ connectionId, createdAt }) => connectionId === row.id && createdAt >= (row.refreshedAt ?? 0),
      ).length;
      await this.#connect(row.accountId ?? "");
    }
  }

  judge(): Omit<ChaosRecord, "seconds"> {
    const { provider } = this.#parts;
    const reuses = provider.reuses.map((reuse) => ({ ...reuse, isLost: this.#wasLost(reuse.after) }));
    return {
      refreshes: provider.rotations.length,
      kills: this.#kills,
      used: provider.used,
      refusedUses: provider.refused,
      answersLost: reuses.filter(({ isLost, again }) => isLost && !again).length,
      givenUp: reuses.filter(({ after, again }) => !again && this.#wasGivenUp(after)).length,
      wrong: reuses.filter(({ isLost }) => !isLost).map(({ family, after }) => `family ${family} after ${JSON.stringify(after)}`),
      losses: this.#losses,
      notices: this.#notices,
      complaints: this.#complaints,
    };
  }

  #wasGivenUp(after: Answer | undefined): boolean {
    return after !== undefined && !after.used && this.#givenUp.has(after.given);
  }

  /**
   * Whether whoever was given the last answer was killed before it can have kept it: while its lease ran, and before anybody used what was in
   * it. What a killed process had sent may be answered after its death.
   */
  #wasLost(after: Answer | undefined): boolean {
    if (!after) return false;
    if (this.#wasGivenUp(after)) return true;
    const killedAt = this.#lives[after.life]?.killedAt;
    return killedAt !== undefined && !after.used && killedAt - after.at < this.#parts.input.leaseMs;
  }
}
