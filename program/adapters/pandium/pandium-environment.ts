import type { FailureClass } from "@stoa/contract";
import { environmentName } from "../../manifest/check-form.ts";
import type { EnvironmentInput, PastRun, ProgramEnvironment, Trigger } from "../adapter.ts";
import { defaultFolder, largestVariable, plainEnvironment } from "../stoa-environment.ts";
import { secretVariables } from "./connectors.ts";

const triggerModes: Record<Trigger["kind"], string> = { cron: "cron", webhook: "webhook", api: "api", person: "manual" };

/** The environment of the `pandium` contract: `PAN_CFG_*`, `PAN_SEC_*`, `PAN_CTX_*`, as docs/contract.md has it. */
export function pandiumEnvironment(input: EnvironmentInput): ProgramEnvironment {
  const made: ProgramEnvironment = { env: plainEnvironment(input), files: [], sensitive: [] };
  const put = (name: string, value: string) => {
    if (Buffer.byteLength(value) <= largestVariable && !value.includes("\u0000")) made.env[`PAN_${name}`] = value;
  };
  for (const [name, value] of Object.entries(input.config)) {
    if (value !== null && value !== undefined) put(`CFG_${environmentName(name)}`, asText(value));
  }
  for (const [name, value] of Object.entries(input.secrets)) {
    made.sensitive.push(value);
    for (const [variable, part] of Object.entries(secretVariables(input.manifest, name, value))) {
      put(`SEC_${variable}`, part);
      if (part !== value) made.sensitive.push(part);
    }
  }
  putContext(input, put, made);
  return made;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function putContext(input: EnvironmentInput, put: (name: string, value: string) => void, made: ProgramEnvironment): void {
  const folder = input.folder ?? defaultFolder;
  put("CTX_RUN_MODE", runMode(input));
  put("CTX_RUN_ID", input.runId);
  put("CTX_ENV", input.side === "live" ? "prod" : "staging");
  put("CTX_INTEGRATION_ID", input.integration.id);
  put("CTX_INTEGRATION_NAME", input.integration.name);
  put("CTX_TENANT_ID", input.installation.id);
  put("CTX_TENANT_NAME", input.installation.name);
  putRun(input.previous?.last, "LAST_RUN", put);
  putRun(input.previous?.lastSucceeded, "LAST_SUCCESSFUL_RUN", put);
  const metadata = `${folder}/tenant-metadata.json`;
  made.files.push({ path: metadata, content: JSON.stringify(input.state ?? {}) });
  put("CTX_TENANT_METADATA_FILE", metadata);
  putLastOutput(input, put);
  put(
    "CTX_RUN_TRIGGERS",
    JSON.stringify(input.triggers.map((trigger, index) => triggerOf(trigger, `${folder}/trigger-${index + 1}`, made))),
  );
}

function runMode({ mode, triggers }: EnvironmentInput): string {
  if (mode !== "run") return "init";
  return triggers.some((trigger) => trigger.kind === "webhook") ? "webhook" : "normal";
}

/* The other platform's documentation and its samples spell the variable differently; programs in the field read either. */
const lastOutputNames = [
  "LAST_SUCCESSFUL_RUN_STD_OUT",
  "LAST_SUCESSFUL_RUN_STDOUT",
  "LAST_SUCCESSFUL_RUN_STDOUT",
  "LAST_RUN_STD_OUT",
  "LAST_RUN_STDOUT",
];

function putLastOutput({ state }: EnvironmentInput, put: (name: string, value: string) => void): void {
  if (state) for (const name of lastOutputNames) put(`CTX_${name}`, JSON.stringify(state));
}

function triggerOf(trigger: Trigger, file: string, made: ProgramEnvironment) {
  const mode = triggerModes[trigger.kind];
  if (trigger.body === undefined) return { id: trigger.id, source: mode, mode };
  made.files.push({ path: file, content: trigger.body });
  return { id: trigger.id, source: mode, mode, payload: { file, headers: trigger.headers ?? {} } };
}

function putRun(run: PastRun | undefined, prefix: string, put: (name: string, value: string) => void): void {
  if (!run) return;
  put(`CTX_${prefix}_START_TIME`, goTime(run.startedAt));
  put(`CTX_${prefix}_COMPLETION_TIME`, goTime(run.endedAt));
  put(`CTX_${prefix}_PHASE`, run.outcome === "succeeded" ? "Succeeded" : `Failed (${phase(run.failureClass)})`);
}

function phase(failureClass: FailureClass | null): string {
  if (failureClass === "timeout") return "Timeout";
  return failureClass === null || failureClass === "platform" ? "Platform Issue" : "Integration Issue";
}

/** `2021-07-24T20:04:21.000Z` -> `2021-07-24 20:04:21 +0000 UTC`. */
const goTime = (moment: string) => new Date(moment).toISOString().replace(/T(.{8}).*$/, " $1 +0000 UTC");
