import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";

/** What one box is made of. Everything in it is given here; nothing is inherited. */
export interface BoxSpec {
  /** Names the box in logs: [a-z0-9_-]{1,64}. */
  id: string;
  /** Absolute path of a runtime's root file system; read-only in the box. */
  root: string;
  /** Folders only; `to` is a folder at the top of the runtime (`/app`, `/work`, `/cache`, `/build` are always there). */
  binds: { from: string; to: string; write: boolean }[];
  command: string[];
  cwd: string;
  /** Complete: nothing is inherited. */
  env: Record<string, string>;
  /** Small files put into the box before start; under /run or /tmp. */
  files?: { path: string; data: Uint8Array }[];
  /** A tar unpacked into /state before start. */
  state?: Readable;
  /** Give /state back as a tar after all processes are gone. */
  keepState?: boolean;
  limits: BoxLimits;
  /** Whose box it is: those of one share what a customer may send and get. */
  customer?: string;
  /**
   * Declared hosts. Each becomes a listener on a 127.x address of the box; /etc/hosts maps the name, and for `*.example.com` the box's
   * name server gives each name below it an address. `trusted` ones were named by the
   * operator, never by who wrote the program: they may have any address, such as a mirror inside. `answer` speaks for the host in this
   * process, and reaches others through the same checks.
   */
  egress: { host: string; port: number; trusted?: boolean; answer?: Answer }[];
  /** It may be started from what was prepared before. */
  warm?: WarmWish;
  /** It is to stand in a slot kept for preparing, where it takes none from a run and comes after all of them. */
  spare?: true;
  /** Nobody waits for it as for a click: of the processors it takes what nobody else wants. */
  patient?: true;
  /** Its program waits on descriptor 4 for what a run hands in, and its clock for that. The native launcher's only. */
  hold?: true;
}

/** How a program may be started from what was prepared. */
export interface WarmWish {
  interpreter: "python" | "node";
  /** What is imported before there is a run. */
  modules: string[];
  /** The interpreter, its options, then the program and its arguments: what `command` says by a shell. */
  words: string[];
  /** An installation, by kind of run: when what it runs changes, what was prepared for it is dropped. */
  owner: string;
}

/** A checked, counted connection to a host, or why there is none. `as`: the host it stands for, where it is a simulator of another. */
export type Reach = (host: string, port: number, as?: { host: string; port: number }) => Promise<Socket | string>;
/** Takes a connection that the program opened. */
export type Answer = (near: Duplex, reach: Reach) => void;

export interface BoxLimits {
  memoryBytes: number;
  pids: number;
  /** 100 is one core. */
  cpuPercent: number;
  wallMs: number;
  /** Between SIGTERM and SIGKILL. */
  graceMs: number;
  /** stdout, stderr and messages together. */
  outputBytes: number;
  /** Bytes a second of them on average, a second's worth at once; a box that writes more waits. */
  outputRate?: number;
  /** /tmp, /run and /dev/shm together. */
  tmpBytes: number;
  /** Files and folders in them; 10,000 unless said. */
  tmpInodes?: number;
  openFiles: number;
}

/** Which limit or order ended the box; null when the program ended by itself. `lost`: the spawner went away, or memory ran out around the box. */
export type Hit = null | "memory" | "wall" | "pids" | "output" | "tmp" | "cancel" | "shutdown" | "lost";

export interface Contact {
  host: string;
  /** 0: only the name was looked up. */
  port: number;
  address: string | null;
  /** Connections, or attempts at one. */
  count: number;
  bytesIn: number;
  bytesOut: number;
  /** Why it was not reached. */
  refused: string | null;
  /** `host:port` of the simulator that answered in its place. */
  simulatedBy?: string;
  /** It was not allowed to be, rather than not there. */
  forbidden?: true;
  /** Its name leads to no address. */
  unknown?: true;
}

export interface BoxEnd {
  exitCode: number | null;
  /** What ended it. With an exit code of 128 + n beside it nobody could tell which of the two it was: bubblewrap gives that for both. */
  signal: string | null;
  hit: Hit;
  /** `memoryKibMs`: memory over time, where the spawner measures it. */
  usage: { cpuMicros: number; memoryPeakBytes: number; memoryKibMs?: number; wallMs: number };
  contacted: Contact[];
  /** A tar of /state; must be read or destroyed, the slot is held until then. */
  state?: Readable;
  stateError?: string;
}

/** A started box. Read all three streams (or `resume()` them): they share one pipe, so an unread one holds up the others. */
export interface Box {
  stdout: Readable;
  stderr: Readable;
  /** What the program wrote to file descriptor 3. */
  messages: Readable;
  /** SIGTERM now, SIGKILL after the grace time. */
  stop(reason: "cancel" | "shutdown"): void;
  /** SIGKILL now. */
  kill(): void;
  /** Resolves when no process of the box is left. Never rejects: what went wrong is in it. */
  ended: Promise<BoxEnd>;
  /** It was started from what was prepared. */
  warm?: true;
}

/** How boxes are made: by the machine's own kernel, or by a kernel of gVisor's for each box. */
export type TierName = "namespaces" | "gvisor";

/** What starts boxes: our own program in C, or Perl with bubblewrap where there was no compiler, and for gVisor. */
export type LauncherKind = "native" | "perl";

export interface Capabilities {
  tier: TierName;
  launcher: LauncherKind;
  cgroups: "v1" | "v2" | "hybrid" | "none";
  /** A host uid per slot that owns nothing. */
  uidPerSlot: boolean;
  /** Limits that are kept by looking at /proc, not by the kernel. */
  watchedLimits: string[];
  /** Rules of nf_tables in each box's network let nothing pass but by lo: a second wall behind having no other device. */
  networkWall: boolean;
  slots: number;
  /** Slots for what is prepared, beside these. */
  spareSlots: number;
  notes: string[];
}
