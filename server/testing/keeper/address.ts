import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PgConfig } from "../../machine/postgres/index.ts";

// Cuts clones apart, so that two checkouts tested at once do not share a cluster.
const clone = createHash("sha256")
  .update(import.meta.dirname)
  .digest("hex")
  .slice(0, 8);
const name = `stoa-test-pg-${process.getuid?.() ?? 0}-${clone}`;

/** An abstract socket: binding it is the lock, and the kernel frees it with its process. */
export const keeperAddress = `\0${name}`;

export const keeperDir = join(tmpdir(), name);

/** What the keeper writes to every client, one JSON line. */
export type KeeperGreeting = { superuser: PgConfig } | { failure: string };
