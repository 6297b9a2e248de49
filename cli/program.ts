import { createRequire } from "node:module";
import { Command } from "commander";
import { addActivity } from "./commands/activity.ts";
import { addActions } from "./commands/actions.ts";
import { addAlerts } from "./commands/alerts.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConnections } from "./commands/connections.ts";
import { addCustomers } from "./commands/customers.ts";
import { addHelp } from "./commands/help.ts";
import { addInit } from "./commands/init.ts";
import { addInstalls } from "./commands/installs.ts";
import { addJoining } from "./commands/joining.ts";
import { addKeys } from "./commands/keys.ts";
import { addLimits } from "./commands/limits.ts";
import { addListings } from "./commands/listings.ts";
import { addLogin } from "./commands/login.ts";
import { addMachine } from "./commands/machine.ts";
import { addPeople } from "./commands/people.ts";
import { addEvents } from "./commands/events.ts";
import { addPromotion } from "./commands/promotion.ts";
import { addProviders } from "./commands/providers.ts";
import { addPush } from "./commands/push.ts";
import { addQuestions } from "./commands/questions.ts";
import { addReleases } from "./commands/releases.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addRuntimes } from "./commands/runtimes.ts";
import { addSeed } from "./commands/seed.ts";
import { addSimulators } from "./commands/simulators.ts";
import { addSecrets } from "./commands/secrets.ts";
import { addSignIn } from "./commands/sign-in.ts";
import { addStatus } from "./commands/status.ts";
import { addStorage } from "./commands/storage.ts";
import { addSynonyms } from "./commands/synonyms.ts";
import { addTokens } from "./commands/tokens.ts";
import { addUsage } from "./commands/usage.ts";
import { addWebhooks } from "./commands/webhooks.ts";
import { addWishes } from "./commands/wishes.ts";
import { addDomains } from "./commands/domains.ts";
import { addExamples } from "./examples.ts";

const { version } = createRequire(import.meta.url)("./package.json") as { version: string };

const help = `
Exit codes: 0 done · 1 what was asked for failed · 2 wrong use · 3 refused · 69 nobody answers · 70 a fault of ours
Environment: STOA_URL, STOA_TOKEN, NO_COLOR`;

const commands = [
  addInit,
  addRun,
  addLogin,
  addPush,
  addReleases,
  addSimulators,
  addSecrets,
  addActions,
  addStatus,
  addListings,
  addWishes,
  addSynonyms,
  addInstalls,
  addConnections,
  addProviders,
  addEvents,
  addRuns,
  addQuestions,
  addActivity,
  addLimits,
  addUsage,
  addTokens,
  addJoining,
  addSignIn,
  addKeys,
  addDomains,
  addCustomers,
  addPromotion,
  addPeople,
  addWebhooks,
  addRuntimes,
  addAlerts,
  addStorage,
  addMachine,
  addSeed,
  addCompletion,
  addHelp,
];

/** Every command of `stoa`. Each takes --json for programs; progress goes to stderr; what cannot be taken is thrown, not written. */
export function buildProgram(): Command {
  const program = new Command("stoa")
    .description("Bring, publish, install, run and watch integrations on a Stoa deployment")
    .option("--json", "print JSON for programs")
    .version(version)
    .helpCommand(false)
    .configureOutput({ outputError: () => undefined })
    .addHelpText("after", help)
    .exitOverride();
  for (const add of commands) add(program);
  addExamples(program);
  return program;
}
