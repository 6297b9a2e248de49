import type { StatusNotice, StatusView } from "@stoa/contract";
import { diskFineAt, readDisk, type DiskGuard } from "../../base/disk/index.ts";
import { requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { Sandbox } from "../../rooms/sandbox/index.ts";
import type { RolesDeps } from "../deps.ts";
import type { PublicAddress } from "../public-address.ts";
import { findAddressNotices } from "./address-notices.ts";
import type { Probe } from "./probe-public-url.ts";
import { readDatabaseFacts, type DatabaseFacts } from "./store.ts";

const day = 86_400_000;

export interface StatusDeps {
  deps: RolesDeps;
  sandbox: Sandbox;
  address: PublicAddress;
  disk: Pick<DiskGuard, "isFull">;
  /** Asks the public address whether it leads here. */
  probe(): Promise<Probe>;
}

/** Is the platform fine, and what should its operator know? @throws StoaError forbidden */
export async function showStatus(ctx: Ctx, { deps, sandbox, address, probe, disk: guard }: StatusDeps): Promise<StatusView> {
  requireRole(ctx, "operator");
  const facts = await transaction(ctx, ({ tx }) => readDatabaseFacts(tx));
  if (!facts) throw new StoaError("internal", "The database says nothing of itself.");
  const { used: usedPart, ...free } = await readDisk(deps.config.dataDir);
  const disk = { ...free, usedPart, isFull: guard.isFull };
  const { tier, launcher, cgroups, uidPerSlot, slots, watchedLimits, notes } = sandbox.capabilities;
  const probed = deps.config.publicUrlGiven ? await probe() : undefined;
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    publicUrl: deps.config.publicUrl,
    startedAt: new Date(deps.machine.startedAt).toISOString(),
    machine: {
      asRoot: deps.machine.asRoot,
      serviceUser: deps.machine.serviceUser,
      database: deps.machine.database,
      databaseVersion: facts.version,
      databaseBytes: facts.bytes,
    },
    disk,
    sandbox: {
      launcher,
      tier,
      cgroups,
      uidPerSlot,
      slots,
      watchedLimits: [...watchedLimits],
      notes: [...notes],
      allowedPrivateHosts: deps.config.egressAllow,
      warm: sandbox.warm(),
    },
    backup: { madeAt: iso(facts.backupMadeAt), verifiedAt: iso(facts.backupVerifiedAt) },
    unheardFacts: facts.unheard,
    notices: findNotices({ facts, disk, deps, sandbox, config: deps.config, address, probe: probed, now: ctx.clock.now() }),
  };
}

interface Known {
  facts: DatabaseFacts;
  disk: StatusView["disk"];
  deps: RolesDeps;
  sandbox: Sandbox;
  config: RolesDeps["config"];
  address: PublicAddress;
  probe: Probe | undefined;
  now: number;
}

function findNotices(known: Known): StatusNotice[] {
  return [
    ...findAddressNotices(known),
    backupNotice(known),
    diskNotice(known),
    factsNotice(known),
    transactionNotice(known),
    ...sandboxNotices(known),
  ].filter((notice) => notice !== undefined);
}

function backupNotice({ facts, now }: Known): StatusNotice | undefined {
  const fix = "To do it now: stoa backup, then stoa verify-backup.";
  if (facts.backupVerifiedAt === null)
    return {
      needs: "someone",
      title: "No backup has been restored yet",
      text: "A backup counts once it was restored. One is made and tried every day.",
      fix,
    };
  if (now - facts.backupVerifiedAt > 2 * day)
    return {
      needs: "someone",
      title: "The last restored backup is old",
      text: `It was tried ${new Date(facts.backupVerifiedAt).toISOString()}.`,
      fix,
    };
  return undefined;
}

function diskNotice({ disk, deps }: Known): StatusNotice | undefined {
  if (!disk.isFull) return undefined;
  return {
    needs: "someone",
    title: "The disk is nearly full: builds have stopped and logs are cut",
    text: `${Math.round(disk.usedPart * 100)} % of the disk of ${deps.config.dataDir} is used; the rest is kept for the database. Runs go on.`,
    fix: `Make room (stoa storage shows what takes it), or move the data folder to a larger disk. Both go on below ${diskFineAt * 100} %.`,
  };
}

function factsNotice({ facts }: Known): StatusNotice | undefined {
  if (facts.unheard === 0) return undefined;
  return {
    needs: "someone",
    title: "Some facts were not heard",
    text: `${facts.unheard} facts failed eight times and wait for you.`,
    fix: "See the log for the handler's name and error.",
  };
}

function transactionNotice({ facts }: Known): StatusNotice | undefined {
  if (facts.oldestTransactionSeconds < 600) return undefined;
  return {
    needs: "someone",
    title: "A transaction is open for long",
    text: `The oldest is ${facts.oldestTransactionSeconds} s old and keeps the queue from being cleaned.`,
    fix: "Find it in pg_stat_activity and end it.",
  };
}

function sandboxNotices({ sandbox }: Known): StatusNotice[] {
  const { cgroups, uidPerSlot, watchedLimits, notes } = sandbox.capabilities;
  const found: StatusNotice[] = notes.map((text) => ({ needs: "nothing", title: "Sandbox", text, fix: null }));
  if (!uidPerSlot)
    found.push({
      needs: "nothing",
      title: "Programs share one user",
      text: "Stoa runs as an ordinary user, so its boxes run as that user too.",
      fix: "Start it as root: each box then runs as a user that owns nothing.",
    });
  if (watchedLimits.length > 0)
    found.push({
      needs: "nothing",
      title: "Some limits are watched, not enforced",
      text: `${watchedLimits.join(", ")} are measured while a program runs (cgroups: ${cgroups}).`,
      fix: "Start Stoa as root, or by its systemd unit (stoa service).",
    });
  const { reasons } = sandbox.warm();
  if (reasons.length > 0)
    found.push({
      needs: "nothing",
      title: "Some programs that ask to be started warm start cold",
      text: `${reasons.join("; ")}.`,
      fix: null,
    });
  return found;
}
