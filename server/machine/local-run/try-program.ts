import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readConfig, StoaError } from "../../base/index.ts";
import { gateByToken, openSandbox, type HostApi } from "../../rooms/sandbox/index.ts";
import { silentLog } from "../log.ts";
import { localDataDir } from "./check-runtime-here.ts";
import { inBox } from "./in-box.ts";
import { onMachine } from "./on-machine.ts";
import { runLocally, type LocalRun, type LocalRunInput } from "./run-locally.ts";

export interface TryProgramInput extends LocalRunInput {
  /** Without the sandbox; the program may then do all that its caller may. */
  unsandboxed: boolean;
  /** Private hosts (`name`, `name:port`) the program may reach; everything else private is refused, as on a server. */
  allow: string[];
  /** The host's API its actions are done in. */
  hostApi?: HostApi | undefined;
}

/** `stoa run`: one run of a program on this machine, without a server. @throws StoaError sandbox_unavailable where it cannot be isolated */
export async function tryProgram(input: TryProgramInput): Promise<LocalRun> {
  const { manifest, folder, mode, secrets, config: values, hostApi } = input;
  const gate = hostApi && gateByToken(hostApi);
  const onLine = (text: string): void => input.onLine("stoa", text);
  if (input.unsandboxed) return runLocally(input, onMachine({ folder, manifest, values, secrets, gate, onLine }));
  const dataDir = localDataDir();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o711);
  const config = readConfig({ ...process.env, STOA_DATA: dataDir });
  if (manifest.sandbox === "gvisor" && config.gvisor === undefined)
    throw new StoaError("sandbox_unavailable", {
      what: "The manifest asks for a box of gVisor, and STOA_GVISOR names none.",
      fix: "In the clone of Stoa type: npm run gvisor; then set STOA_GVISOR to the folder it prints.",
    });
  const sandbox = await openSandbox({
    dataDir,
    slots: 1,
    egressPolicy: { allow: [...config.egressAllow, ...input.allow, ...(hostApi ? [hostApi.address.host] : [])] },
    log: silentLog,
    ...(config.gvisor !== undefined && { gvisor: config.gvisor }),
  }).catch(offerUnsandboxed);
  try {
    const kept = { stateTar: join(folder, ".stoa", "state.tar"), keepsState: mode === "run" && !input.retryItems };
    return await runLocally(input, inBox({ sandbox, config, manifest, values, secrets, gate, onLine, ...kept }));
  } finally {
    await sandbox.close();
  }
}

/** Whoever wrote the program may try it without a box, and nobody else's. */
function offerUnsandboxed(error: unknown): never {
  if (!(error instanceof StoaError) || error.code !== "sandbox_unavailable") throw error;
  const { message: what, why, fix } = error;
  const or = "Or try your own program as it is, with all that you may do: stoa run --unsandboxed";
  throw new StoaError("sandbox_unavailable", { what, fix: `${fix}\n    ${or}`, ...(why === undefined ? {} : { why }), cause: error });
}
