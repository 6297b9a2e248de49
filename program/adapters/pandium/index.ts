import type { ContractAdapter } from "../adapter.ts";
import { pandiumEnvironment } from "./pandium-environment.ts";
import { readPandium } from "./pandium-manifest.ts";
import { settlePandium } from "./settle-pandium.ts";

/** Pandium's contract, unmodified: PANDIUM.yaml, `PAN_*` variables, state and option lists as JSON on stdout, stderr as log. */
export const pandiumAdapter: ContractAdapter = {
  id: "pandium",
  version: "1.0",
  files: ["PANDIUM.yaml"],
  modes: ["run", "options"],
  output: "stdout-json",
  read: readPandium,
  environment: pandiumEnvironment,
  settle: settlePandium,
};
