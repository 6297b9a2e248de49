// An upgrade: back up, switch the clone to the new release, start it on a port nobody knows, which migrates, and ask whether it is well.
// When it is not, the clone goes back to the old release; what the new one migrated is additive and stays. Only a person restores.
import { join } from "node:path";
import type { Config } from "../../base/config.ts";
import { StoaError } from "../../base/errors.ts";
import { backUp } from "../backup/back-up.ts";
import { noteLeftMigrations } from "../database/left-migrations.ts";
import { reachDatabase } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import type { MachineLog } from "../log.ts";
import { pauseService } from "../service/pause-service.ts";
import { cloneRoot } from "../supervise/app-place.ts";
import { checkStart } from "./check-start.ts";
import { openReleaseFolder, type ReleaseFolder } from "./release-folder.ts";

export interface UpgradeOptions {
  /** A tag, branch or commit; the newest of the followed branch when missing. */
  to?: string;
  /** One line of progress. */
  say(line: string): void;
  log: MachineLog;
  env: NodeJS.ProcessEnv;
  folder?: string;
  command?: readonly [string, ...string[]];
  patience?: number;
}

export interface Upgraded {
  from: string;
  to: string;
  /** The backup made before anything was changed; undefined when there was nothing to do. */
  backup: string | undefined;
}

/** @throws StoaError refused when the new release was not well and the old one is back, with what the new one said. */
export async function upgrade(config: Config, options: UpgradeOptions): Promise<Upgraded> {
  const { say, log } = options;
  const release = await openReleaseFolder(options.folder ?? cloneRoot);
  const from = await release.current();
  const to = await release.find(options.to);
  if (from === to) return { from, to, backup: undefined };
  const resume = await pauseService(config);
  try {
    say("Backing up");
    const { folder: backup } = await backUp(config, log);
    say(`Backed up to ${backup}`);
    await tryRelease(config, options, release, { from, to, backup });
    return { from, to, backup };
  } finally {
    await resume();
  }
}

async function tryRelease(config: Config, options: UpgradeOptions, release: ReleaseFolder, { from, to, backup }: Upgraded): Promise<void> {
  const { say } = options;
  say(`Starting ${to.slice(0, 10)} to see whether it is well`);
  await release.switchTo(to);
  const fault = await start(options);
  if (fault === undefined) return say("It is well");
  say("It is not well; going back");
  await release.switchTo(from);
  const left = await reachDatabase(config, options.log, (connection) => withClient(connection, noteLeftMigrations));
  const stillAt = await start(options);
  throw new StoaError("refused", {
    what: `The release ${to.slice(0, 10)} did not start well, so ${from.slice(0, 10)} is back.`,
    why: fault,
    fix:
      stillAt === undefined
        ? `Your data is as it was${left.length > 0 ? " (the new tables and columns stay, unused)" : ""}. Report what it said; the backup is ${backup ?? "none"}.`
        : `The old release is not well either: ${stillAt}\nRestore the backup into a new data folder: STOA_DATA=/new/folder stoa restore ${backup ?? ""}`,
  });
}

function start({ folder = cloneRoot, command, env, patience = 300_000 }: UpgradeOptions): Promise<string | undefined> {
  return checkStart({ folder, command: command ?? [process.execPath, join(folder, "tools", "bootstrap", "start.mjs")], env, patience });
}
