import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { engineCtx, transaction } from "../../../base/index.ts";
import { removeFolder } from "../artifact/remove-folder.ts";
import { findBuild } from "../store/builds.ts";
import { claimBuild, leaseSeconds } from "./claim-build.ts";
import { reclaimBuilds } from "./finish-build.ts";
import { runBuild } from "./run-build.ts";
import type { Workshop } from "./workshop.ts";

export interface BuildLoop {
  /** Looks at the queue now, in place of in a second. */
  wake(): void;
  /** Takes nothing new, stops what runs (it is taken up again later) and waits for it. */
  stop(): Promise<void>;
}

const idleMs = 1_000;
const sweepMs = 5_000;

/** Runs queued builds, at most `slots` at once, one of an integration and two of a publisher at a time. */
export function startBuildLoop(workshop: Workshop, options: { slots: number }): BuildLoop {
  const shutdown = new AbortController();
  const running = new Set<Promise<void>>();
  const connectedAt = performance.now();
  let sweptAt = connectedAt;
  let wakeUp: () => void = () => undefined;

  const startOne = async (): Promise<boolean> => {
    if (running.size >= options.slots || workshop.place.disk?.isFull === true) return false;
    const build = await claimBuild(workshop);
    if (!build) return false;
    const work = runBuild(workshop, build, shutdown.signal)
      .catch((error: unknown) => workshop.log.error({ build: build.id, err: error }, "a build was left to the next attempt"))
      .finally(() => {
        running.delete(work);
        wakeUp();
      });
    running.add(work);
    return true;
  };
  const turn = async (): Promise<void> => {
    const now = performance.now();
    // Whoever was cut off itself cannot tell silence of others from its own: one whole lease passes first.
    if (now - connectedAt > leaseSeconds * 1000 && now - sweptAt > sweepMs) {
      sweptAt = now;
      await reclaimBuilds(workshop);
    }
    while (!shutdown.signal.aborted && (await startOne()));
  };
  const loop = async (): Promise<void> => {
    await sweepFolders(workshop).catch((error: unknown) =>
      workshop.log.warn({ err: error }, "left-over build folders could not be removed"),
    );
    while (!shutdown.signal.aborted) {
      await turn().catch((error: unknown) => workshop.log.error({ err: error }, "the build loop failed and goes on"));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs);
        wakeUp = () => (clearTimeout(timer), resolve());
        if (shutdown.signal.aborted) wakeUp();
      });
    }
  };
  const ended = loop();
  const stop = async (): Promise<void> => {
    shutdown.abort();
    wakeUp();
    await ended;
    await Promise.all(running);
  };
  return { wake: () => wakeUp(), stop };
}

/** Folders of builds that no worker has any more. */
async function sweepFolders(workshop: Workshop): Promise<void> {
  const folder = join(workshop.place.dataDir, "builds");
  for (const name of await readdir(folder).catch(() => [])) {
    const build = await transaction(engineCtx(workshop, "builds.sweep"), ({ tx }) => findBuild(tx, name.slice(0, 36), null)).catch(
      () => undefined,
    );
    if (build?.state !== "running") await removeFolder(join(folder, name));
  }
}
