import type { FailureClass, Json, JsonObject, Manifest, MessageSummary } from "@stoa/contract";
import type { ManifestReading } from "../manifest/read-manifest.ts";

/** What is asked of a program: its work, what its work would do, option lists for the form, or whether it can connect. */
export const modes = ["run", "preview", "options", "check"] as const;
export type Mode = (typeof modes)[number];

/** What started a run. `body` is the raw body of a webhook or API call, `at` an ISO moment. */
export interface Trigger {
  id: string;
  kind: "cron" | "webhook" | "api" | "person";
  at: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface PastRun {
  startedAt: string;
  endedAt: string;
  outcome: "succeeded" | "failed" | "cancelled";
  failureClass: FailureClass | null;
}

/** Everything an attempt is fed from. Moments are ISO; `folder` is where the files will stand as the program sees them. */
export interface EnvironmentInput {
  manifest: Manifest;
  mode: Mode;
  runId: string;
  attempt: number;
  deadline: Date;
  /** The least time from any SIGTERM to the SIGKILL. */
  graceSeconds: number;
  config: Record<string, unknown>;
  secrets: Record<string, string>;
  state: JsonObject | null;
  triggers: Trigger[];
  /** Of a manifest with `retry_items`: only these, as an earlier run named them in `failed`. */
  retryItems?: readonly string[];
  /** Of a manifest with `history`: the customer wants nothing that was there before. */
  since?: Date | undefined;
  timezone: string;
  /** The installation's, by its code. */
  language: string;
  side: "test" | "live";
  integration: { id: string; name: string };
  installation: { id: string; name: string };
  previous?: { last?: PastRun; lastSucceeded?: PastRun };
  folder?: string;
  stateFolder?: string;
  messagesAt?: string;
}

export interface ProgramFile {
  path: string;
  content: string;
}

/** `env` is the whole environment but PATH; `files` are to be readable by the program only; `sensitive` are values to mask. */
export interface ProgramEnvironment {
  env: Record<string, string>;
  files: ProgramFile[];
  sensitive: string[];
}

/** What an ended attempt left: messages of descriptor 3, and stdout (its last 1 MB) for contracts that speak there. */
export interface Collected {
  manifest: Manifest;
  mode: Mode;
  exitCode: number | null;
  messages: MessageSummary;
  stdout: string;
  state: JsonObject | null;
}

/** What to keep. A key that is absent changes nothing; `notes` say what was refused and why; `fault` fails the run. */
export interface Settled {
  fault?: string;
  state?: JsonObject;
  options?: JsonObject;
  result?: Json;
  notes: string[];
}

/**
 * One way programs are written and spoken to. `output` says where its messages are: on descriptor 3 (`messages`) or as
 * JSON on stdout (`stdout-json`), which the runner then has to collect and hand to `settle`.
 */
export interface ContractAdapter {
  id: string;
  version: string;
  files: readonly string[];
  modes: readonly Mode[];
  output: "messages" | "stdout-json";
  read(text: string, options: { file: string; beside?: { text: string; file: string } }): ManifestReading;
  environment(input: EnvironmentInput): ProgramEnvironment;
  settle(collected: Collected): Settled;
}
