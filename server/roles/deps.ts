import type { BlobStore } from "../base/blobs/index.ts";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../base/config.ts";
import type { Db } from "../base/db/index.ts";
import type { Log } from "../base/log.ts";

/** What the roles are given by the machine they run on. */
export interface RolesDeps {
  config: Config;
  db: Db;
  blobs: BlobStore;
  clock: Clock;
  log: Log;
  /** The clone as this process may read it; `web/dist` lies below. */
  appRoot: string;
  /** The Unix socket of the sandbox's spawner; undefined where there is none. */
  spawnerSocket: string | undefined;
  machine: MachineFacts;
  /** Of the server's own TLS, as read by whoever may read the key; undefined without. */
  certificate: Certificate | undefined;
  /** Makes and proves a backup when the last is older than a day; the scheduler calls it now and then. @returns its folder */
  backUpDaily: () => Promise<string | undefined>;
}

/** PEM texts. */
export interface Certificate {
  cert: string;
  key: string;
}

/** What the operator's status page says about this machine. */
export interface MachineFacts {
  startedAt: number;
  asRoot: boolean;
  serviceUser: string;
  database: "embedded" | "external";
}

export interface RunningRoles {
  /** Where the server listens, as a person opens it. */
  url: string;
  /** A fresh one-time sign-in link of the operator; the code stands after `#`. Undefined while identity has none to give. */
  signInLink(): Promise<string | undefined>;
  /** Serves by a renewed certificate from the next connection on. */
  renewCertificate(certificate: Certificate): void;
  /** Programs at work on runs, builds and git just now. */
  going(): number;
  /** Finishes what is under way, takes nothing new. */
  stop(): Promise<void>;
}
