import { join } from "node:path";
import type { ExampleHost } from "./servers/index.ts";
import type { Counts, FailedItem, FailureClass, JsonObject } from "@stoa/contract";

/** What a run must end as. Counts are exact for those named; each failed item must match, in order. */
export type Expected = {
  outcome: "succeeded" | "failed";
  failureClass?: FailureClass;
  /** Where a box knows what was not reached, and that it never was. */
  classInBox?: FailureClass;
  counts?: Partial<Counts>;
  failedItems?: RegExp[];
};

/** What the platform knows after a run. `state` is the installation's sync state from then on, null for none or a directory. */
export type Seen = { state: JsonObject | null; counts: Counts; failedItems: FailedItem[]; would: number; options: JsonObject | null };

export type ProgramRun = {
  /** Says in a table what this run shows. */
  name: string;
  mode?: "run" | "preview" | "options";
  /** Only these failed items of the run before. */
  retryItems?: string[];
  /** Over the stage's own, for this run only. */
  config?: Record<string, unknown>;
  secrets?: Record<string, string>;
  /** The form takes no such setting: only a program started by itself meets it. */
  formRefuses?: true;
  /** Changes the outside world before the run starts. */
  before?: () => Promise<void> | void;
  expect: Expected;
  /** Proves the effect in the outside world. @throws AssertionError */
  prove?: (seen: Seen) => Promise<void> | void;
};

/** The outside world of one case, running, with the runs to do in this order on one installation. */
export type Stage = {
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  /** The publisher's own secrets for runs, by name of the variable. */
  publisherSecrets?: Record<string, string>;
  /** The product it acts in by the host's actions, where it does. */
  product?: ExampleHost;
  /** `host:port` of the customer's servers: private addresses an operator has to allow. A manifest without hosts needs them named besides. */
  hosts: string[];
  runs: ProgramRun[];
  stop(): Promise<void>;
};

export type ProgramCase = {
  id: string;
  /** Folder of the program, absolute. */
  folder: string;
  /** One line for the table. */
  about: string;
  /** Needs a limit that only a box sets; without one it would take the machine along. */
  onlyInBox?: boolean;
  /** A failure that may pass is tried again as its manifest says, which takes minutes; left out: judged at its first end. */
  retries?: boolean;
  open(): Promise<Stage>;
};

export function exampleFolder(name: string): string {
  return join(import.meta.dirname, "../../examples/integrations", name);
}

/** `host:port` of an address. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/** Stops all, the last started first, also when one of them fails. */
export async function stopAll(servers: { stop(): Promise<void> }[]): Promise<void> {
  for (const server of servers.toReversed()) await server.stop();
}
