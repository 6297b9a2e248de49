import { Command } from "commander";
import { addCompletion } from "./commands/completion.ts";
import { addInit } from "./commands/init.ts";
import { addInstalls } from "./commands/installs.ts";
import { addListings } from "./commands/listings.ts";
import { addLogin } from "./commands/login.ts";
import { addMachine } from "./commands/machine.ts";
import { addPush } from "./commands/push.ts";
import { addReleases } from "./commands/releases.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addSeed } from "./commands/seed.ts";
import { addTokens } from "./commands/tokens.ts";

const help = `
Exit codes: 0 done · 1 what was asked for failed · 2 wrong use · 3 refused · 69 nobody answers · 70 a fault of ours
Environment: STOA_URL, STOA_TOKEN, NO_COLOR`;

/** Every command of \`stoa\`. Each takes --json for programs; progress goes to stderr. */
export function buildProgram(): Command {
  const program = new Command("stoa")
    .description("Bring, publish, install, run and watch integrations on a Stoa deployment")
    .option("--json", "print JSON for programs")
    .showSuggestionAfterError()
    .showHelpAfterError("(stoa help)")
    .addHelpText("after", help)
    .exitOverride();
  for (const add of [
    addInit,
    addRun,
    addLogin,
    addPush,
    addReleases,
    addListings,
    addInstalls,
    addRuns,
    addTokens,
    addMachine,
    addSeed,
    addCompletion,
  ])
    add(program);
  return program;
}
