import { emitFacts, newId, transaction, VirtualClock, type Clock, type Ctx, type Tx } from "../../base/index.ts";
import { hearFacts } from "../../testing/index.ts";
import { followInstallations, keepEpisodes, recordPastRuns, requireInstallation, type PastRun } from "../runs/index.ts";
import { openScene, triggerRun, type RunTarget, type Scene } from "../runs/testing.ts";
import { followNews } from "./follow-news.ts";
import { followHealth } from "./follow-health.ts";
import { explainDue, plantHealth } from "./store/planted.ts";
import { listNoticeRows, type NoticeRow } from "./store/notices.ts";

export { insertNotices } from "./store/notices.ts";

/** Customers' installations whose runs end when and as a test says, by the world's clock. */
export interface HomeWorld extends Scene {
  /** A run of an installation ends now. @returns its id */
  ends(
    customer: { customerId: string },
    installationId: string,
    outcome: "succeeded" | "failed" | "cancelled",
    over?: object,
  ): Promise<string>;
  /** The same, not heard yet. */
  happens(
    customer: { customerId: string },
    installationId: string,
    outcome: "succeeded" | "failed" | "cancelled",
    over?: object,
  ): Promise<string>;
  /** A run is asked for, and nobody runs it. */
  trigger(owner: Ctx, installationId: string): Promise<void>;
  /** Runs of the past, an hour apart up to now, that no fact tells of. */
  record(installationId: string, outcomes: readonly ("succeeded" | "failed")[]): Promise<string[]>;
  hear(): Promise<void>;
  /** So many rows like the one of an installation, none of them due for a century. */
  plant(tx: Tx, installationId: string, count: number): Promise<void>;
  planOfDue(tx: Tx, now: number): Promise<string>;
  /** Newest first. */
  notices(customer: { customerId: string }, installationId: string): Promise<NoticeRow[]>;
  customer(): Promise<{ customerId: string; owner: Ctx; viewer: Ctx }>;
}

export async function openHomeWorld(): Promise<HomeWorld> {
  const scene = await openScene();
  const { world, host } = scene;
  const hear = (): Promise<void> => hearFacts(world.engine, followInstallations, keepEpisodes, followHealth, followNews);
  const happens: HomeWorld["happens"] = async ({ customerId }, installationId, outcome, over = {}) => {
    const subject = newId(world.clock);
    const data = {
      kind: "work",
      trigger: "cron",
      outcome,
      installationId,
      failureClass: outcome === "failed" ? "upstream" : null,
      ...over,
    };
    await transaction(world.engine, async (inner) => {
      const { publisherId } = await requireInstallation(inner, installationId);
      const of = { sideId: host.liveSideId, customerId, publisherId };
      await emitFacts(inner, [{ type: "run.finished", ...of, subject, subjectVersion: 1, data }]);
    });
    return subject;
  };
  return {
    ...scene,
    hear,
    // By the world's clock, not the real one: what is installed must not lie after its runs.
    customer: () => world.makeCustomer(host.liveSideId),
    happens,
    ends: async (customer, installationId, outcome, over = {}) => {
      const runId = await happens(customer, installationId, outcome, over);
      await hear();
      return runId;
    },
    trigger: async (owner, installationId) => void (await triggerRun(owner, { installationId })),
    record: async (installationId, outcomes) => {
      const target = await transaction(world.engine, (inner) => requireInstallation(inner, installationId));
      const runs = outcomes.map((outcome, index) => pastRun(world.clock, target, outcome, outcomes.length - 1 - index));
      await recordPastRuns(world.engine, runs);
      return runs.map(({ runId }) => runId);
    },
    plant: plantHealth,
    planOfDue: explainDue,
    notices: ({ customerId }, installationId) =>
      transaction(world.engine, ({ tx }) => listNoticeRows(tx, customerId, { installationId, after: null, limit: 50 })),
  };
}

function pastRun(clock: Clock, target: RunTarget, outcome: "succeeded" | "failed", hoursAgo: number): PastRun {
  const at = clock.now() - hoursAgo * 3_600_000;
  return {
    ...target,
    runId: newId(new VirtualClock(at)),
    kind: "work",
    mode: "run",
    triggerKind: "cron",
    releaseId: null,
    queuedAt: at,
    startedAt: at,
    endedAt: at,
    outcome,
    failureClass: outcome === "failed" ? "upstream" : null,
    rule: "exit",
    owner: outcome === "failed" ? "upstream" : null,
    sentence: "It ended.",
    created: 0,
    updated: 0,
    skipped: 0,
    failed: 0,
    cpuUs: 0,
    memoryKibMs: 0,
    wallMs: 0,
    egressBytes: 0,
  };
}
