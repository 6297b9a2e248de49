import { protocolLimits } from "@stoa/contract";
import { readManifest } from "../manifest/read-manifest.ts";
import { modes, type Collected, type ContractAdapter, type Settled } from "./adapter.ts";
import { stoaEnvironment } from "./stoa-environment.ts";

/** The native contract: stoa.yaml, `STOA_*` variables, messages on file descriptor 3. */
export const stoaAdapter: ContractAdapter = {
  id: "stoa",
  version: "1",
  files: ["stoa.yaml"],
  modes,
  output: "messages",
  read: (text, { file }) => readManifest(text, { file }),
  environment: stoaEnvironment,
  settle,
};

/** State only from work that may write it: a preview or a probe changes nothing. A checkpoint counts however the run ended. */
function settle({ manifest, mode, messages }: Collected): Settled {
  const settled: Settled = { notes: messages.notes.map((note) => `Line ${note.line} on descriptor 3 was not used: ${note.reason}.`) };
  if (messages.state && mode !== "run") settled.notes.push(`State was not kept: the mode is ${mode}.`);
  else if (messages.state && manifest.state === "directory")
    settled.notes.push("State was not kept: the manifest says `state: directory`.");
  else if (messages.state) settled.state = messages.state;
  if (messages.options && mode === "options") settled.options = messages.options;
  if (messages.result !== null) settled.result = messages.result;
  if (mode === "preview" && messages.wouldTotal > 0)
    settled.result = { would: messages.would.slice(0, protocolLimits.items), total: messages.wouldTotal };
  return settled;
}
