import { pageRuns, type InstallationView, type PageFacts, type PageRun, type RunItem } from "@stoa/contract";
import { languageNow } from "../../words/language.ts";
import { sayEnded } from "../../words/run-words.ts";
import { judgeHealth } from "../work/judge-health.ts";

/** All that a publisher's page is told: nothing that its program does not have, and no secret. */
export function tellFacts(installation: InstallationView, runs: readonly RunItem[], how: Pick<PageFacts, "theme" | "may">): PageFacts {
  const { meaning, sentence } = judgeHealth(runs);
  return {
    stoa: "facts",
    name: installation.name || installation.title,
    language: languageNow(),
    settings: openSettings(installation),
    health: { state: meaning, sentence },
    runs: runs
      .filter(({ mode }) => mode === "run")
      .slice(0, pageRuns)
      .map(showRun),
    ...how,
  };
}

/** Fields of the form that are not secret; what the form has no more is not told. */
export function openSettings({ config, form }: Pick<InstallationView, "config" | "form">): Record<string, unknown> {
  const known = Object.keys(form.schema["properties"] ?? {});
  return Object.fromEntries(Object.entries(config ?? {}).filter(([name]) => known.includes(name) && !form.secrets.includes(name)));
}

function showRun(run: RunItem): PageRun {
  const { state, queuedAt, endedAt, counts } = run;
  return { state, queuedAt, endedAt, sentence: sayEnded(run) || null, counts };
}
