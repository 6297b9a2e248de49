import { environmentName } from "../manifest/check-form.ts";
import type { EnvironmentInput, ProgramEnvironment } from "./adapter.ts";

/** Values longer than this stand in files: the kernel refuses an environment string over 128 KiB. */
export const largestVariable = 64 * 1024;
export const defaultFolder = "/run/stoa";
export const defaultStateFolder = "/state";
export const defaultMessages = "/dev/fd/3";

const fits = (value: string) => Buffer.byteLength(value) <= largestVariable && !value.includes("\u0000");

/** What every program gets, whatever its contract. */
export function plainEnvironment(input: EnvironmentInput): Record<string, string> {
  return { HOME: "/tmp", TMPDIR: "/tmp", TZ: input.timezone, LANG: "C.UTF-8" };
}

/** The environment of the `stoa` contract, as docs/contract.md has it. */
export function stoaEnvironment(input: EnvironmentInput): ProgramEnvironment {
  const folder = input.folder ?? defaultFolder;
  const made: ProgramEnvironment = { env: plainEnvironment(input), files: [], sensitive: [] };
  const put = (name: string, value: string) => (made.env[`STOA_${name}`] = value);
  const file = (name: string, content: string) => {
    made.files.push({ path: `${folder}/${name}`, content });
    return `${folder}/${name}`;
  };
  put("CONTRACT", "stoa/1");
  put("MODE", input.mode);
  put("SIDE", input.side);
  put("LANGUAGE", input.language);
  put("RUN_ID", input.runId);
  put("ATTEMPT", String(input.attempt));
  put("INSTALLATION", input.installation.id);
  put("DEADLINE", input.deadline.toISOString());
  put("GRACE", String(input.graceSeconds));
  put("OUT", input.messagesAt ?? defaultMessages);
  put("CONFIG", file("config.json", `${JSON.stringify(input.config)}\n`));
  put("TRIGGER", file("trigger.json", `${JSON.stringify(input.triggers)}\n`));
  if (input.since) put("SINCE", input.since.toISOString());
  if (input.retryItems) put("RETRY_ITEMS", file("retry-items.json", `${JSON.stringify(input.retryItems)}\n`));
  putState(input, put, file);
  putFields(input.config, put);
  putSecrets(input, made, put, file);
  return made;
}

type Put = (name: string, value: string) => void;
type WriteFile = (name: string, content: string) => string;

function putState(input: EnvironmentInput, put: Put, file: WriteFile): void {
  if (input.manifest.state === "directory") return put("STATE_DIR", input.stateFolder ?? defaultStateFolder);
  const state = JSON.stringify(input.state);
  put("STATE_FILE", file("state.json", `${state}\n`));
  if (fits(state)) put("STATE", state);
}

function putFields(config: Record<string, unknown>, put: Put): void {
  for (const [name, value] of Object.entries(config)) {
    if (!["string", "number", "boolean"].includes(typeof value)) continue;
    const text = String(value);
    if (fits(text)) put(`CFG_${environmentName(name)}`, text);
  }
}

function putSecrets(input: EnvironmentInput, made: ProgramEnvironment, put: Put, file: WriteFile): void {
  for (const [name, value] of Object.entries(input.secrets)) {
    const variable = `SECRET_${environmentName(name)}`;
    made.sensitive.push(value);
    if (fits(value)) put(variable, value);
    else put(`${variable}_FILE`, file(`secret-${environmentName(name).toLowerCase()}`, value));
  }
}
