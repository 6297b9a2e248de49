import type { BlobStore } from "../base/blobs/index.ts";
import type { DiskGuard } from "../base/disk/index.ts";
import type { ConnectDeps } from "../rooms/connections/index.ts";
import type { KeyRing } from "../base/index.ts";
import { startAlerts } from "./alerts/start-alerts.ts";
import { startConnections } from "./connections.ts";
import { startDomains } from "./domains.ts";
import { startBackups } from "./backups.ts";
import type { RolesDeps } from "./deps.ts";
import { startFacts } from "./facts.ts";
import { startHome } from "./home.ts";
import { startStorage } from "./storage/start-storage.ts";
import { startWebhooks } from "./webhooks.ts";
import type { SendDeps } from "../rooms/webhooks/index.ts";

interface ChoreDeps extends RolesDeps {
  keys: KeyRing;
  blobs: BlobStore;
  disk: DiskGuard;
  dataDir: string;
  spawnerDir: string;
  connect: ConnectDeps;
  webhooks: SendDeps;
}

/** What the scheduler role does besides runs: facts, backups, alerts, storage, tokens of connections, domains, webhooks, what customers are told. */
export function startChores(deps: ChoreDeps): { stop(): Promise<void> } {
  const chores = [
    startFacts(deps),
    startBackups(deps.log, deps.backUpDaily),
    startAlerts(deps),
    startStorage(deps),
    startConnections(deps),
    startDomains(deps),
    startWebhooks(deps),
    startHome(deps),
  ];
  return { stop: async () => void (await Promise.all(chores.map((chore) => chore.stop()))) };
}
