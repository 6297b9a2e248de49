import { accessSync, constants, createReadStream } from "node:fs";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import type { Capabilities, LauncherKind } from "../box.ts";
import type { Cgroups } from "./cgroup-files.ts";
import type { Where } from "./cgroups-v2.ts";
import { openCgroups } from "./cgroups.ts";
import { chooseLauncher } from "./launchers.ts";
import { seccompFilter, thisMachine } from "./seccomp.ts";
import { Slot } from "./slot.ts";
import { tierOf } from "./tiers.ts";
import { wall, wallIsAllowed } from "./wall.ts";
import type { Visitor } from "./visitor.ts";

export interface PoolOptions {
  name: string;
  where: Where;
  slots: number;
  /** Slots beside these, for what is prepared. */
  spare: number;
  clientUid: number;
  gvisor: string | undefined;
  /** The best there is when missing. */
  launcher?: LauncherKind | undefined;
  log(text: string): void;
}

/** The first host uid of slots; each launcher takes the next one free. Nothing on a machine belongs to these users, and they have no names. */
const firstUid = 700_000;
const tickMs = 200;

/** All slots of a spawner, and the boxes that wait for one, first come first served. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #cgroups: Cgroups;
  readonly #launcher: LauncherKind;
  readonly #slots: Slot[] = [];
  readonly #waiting: Visitor[] = [];
  /** For a spare slot. */
  readonly #preparing: Visitor[] = [];
  #ticker: NodeJS.Timeout | undefined;

  private constructor(options: PoolOptions, cgroups: Cgroups, launcher: LauncherKind) {
    this.#options = options;
    this.#launcher = launcher;
    this.#cgroups = cgroups;
  }

  /** Clears what a predecessor of the same name left and starts every launcher. @throws Error that says what stands in the way. */
  static async open(options: PoolOptions): Promise<Pool> {
    const machine = thisMachine();
    if (!machine) throw new Error(`there is no system call filter for this processor (${process.arch})`);
    const launcher = chooseLauncher(options.gvisor === undefined ? options.launcher : "perl", tierOf(options.gvisor).launcherArguments);
    const bwrap = findProgram("bwrap") ?? "";
    if (launcher.kind === "perl" && options.gvisor === undefined && !bwrap)
      throw new Error("bubblewrap is not installed (apt-get install bubblewrap)");
    await openCgroups(options.name, options.where).clear();
    const cgroups = openCgroups(options.name, options.where);
    if (options.gvisor !== undefined) await readWhole(join(options.gvisor, "runsc"));
    const pool = new Pool(options, cgroups, launcher.kind);
    const filter = seccompFilter(machine);
    for (let number = 0; number < options.slots + options.spare; number++) {
      const group = cgroups.slot(`slot-${number}`);
      const uid = asRoot() ? firstUid : -1;
      pool.#slots.push(
        new Slot({
          number,
          uid,
          clientUid: options.clientUid,
          launcher,
          bwrap,
          wall: wallIsAllowed() ? wall.toString("hex") : "",
          filter,
          tier: tierOf(options.gvisor),
          group,
          onIdle: () => pool.#next(),
          log: options.log,
        }),
      );
    }
    try {
      await Promise.all(pool.#slots.map((slot) => slot.ready));
    } catch (error) {
      await pool.close();
      throw error;
    }
    pool.#ticker = setInterval(() => pool.#slots.forEach((slot) => slot.tick()), tickMs);
    return pool;
  }

  get capabilities(): Capabilities {
    const notes = [...this.#cgroups.notes];
    if (!asRoot()) notes.push("Programs run as the user of this process, since only root can give each slot a user of its own.");
    const watchedLimits = this.#cgroups.missing.filter((limit) => limit !== "cpu");
    if (watchedLimits.length > 0) notes.push(`These limits are kept by looking five times a second: ${watchedLimits.join(", ")}.`);
    if (!wallIsAllowed())
      notes.push("Boxes have one wall around their network, not two: nf_tables cannot be used here (modprobe nf_tables).");
    if (this.#cgroups.missing.includes("cpu")) notes.push("There is no limit on CPU time.");
    if (this.#launcher === "perl" && this.#options.gvisor === undefined)
      notes.push("Boxes start slower than they could: there was no C compiler at set-up (apt-get install gcc libc6-dev).");
    return {
      tier: tierOf(this.#options.gvisor).name,
      launcher: this.#launcher,
      cgroups: this.#cgroups.layout,
      uidPerSlot: asRoot(),
      watchedLimits,
      networkWall: wallIsAllowed(),
      slots: this.#options.slots,
      spareSlots: this.#options.spare,
      notes,
    };
  }

  add(visitor: Visitor): void {
    (visitor.spec.spare ? this.#preparing : this.#waiting).push(visitor);
    this.#next();
  }

  async close(): Promise<void> {
    clearInterval(this.#ticker);
    await Promise.all(this.#slots.map((slot) => slot.close()));
    await this.#cgroups.clear();
  }

  #next(): void {
    for (let number = 0; number < this.#slots.length && (this.#waiting.length > 0 || this.#preparing.length > 0); number++) {
      const slot = this.#slots[number] as Slot;
      const waiting = number < this.#options.slots ? this.#waiting : this.#preparing;
      for (let visitor; slot.idle && (visitor = waiting.shift());) if (!visitor.gone) slot.run(visitor);
    }
  }
}

/**
 * The pages of a file count for the group that reads them first. Read here, they are no slot's, and a box at its limit has no pages of gVisor's
 * own program to lose over and over, in which case it would crawl instead of ending.
 */
async function readWhole(path: string): Promise<void> {
  await once(createReadStream(path, { highWaterMark: 1 << 20 }).resume(), "end");
}

function asRoot(): boolean {
  return process.getuid?.() === 0;
}

export function findProgram(name: string): string | undefined {
  // oxlint-disable-next-line node/no-process-env -- the spawner is a process of its own
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/local/bin"];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return path.startsWith("/");
      } catch {
        return false;
      }
    });
}
