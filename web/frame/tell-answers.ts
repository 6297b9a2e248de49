import type { EmbedEvent, InstallationChanged, RunStarted, RunView } from "@stoa/contract";
import { tellEvent } from "./host-page.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Run = Pick<RunView, "id" | "state" | "kind" | "failureClass" | "installation">;

interface Watched {
  method: Method;
  /** Below the customer's own part of the API; its groups are ids. */
  path: RegExp;
  tell(answer: unknown, ids: readonly string[], body: unknown): EmbedEvent[];
}

/** Runs begun or seen under way here, and whether the host's page knows. */
const followed = new Map<string, "begun" | "told">();

/** What the API answers to this page, read as events: one place knows them, and no page has to think of the host. */
const watched: readonly Watched[] = [
  {
    method: "POST",
    path: /^\/installations$/,
    tell: (answer, _ids, body) => {
      const { installationId } = answer as InstallationChanged;
      return [{ type: "installed", installationId, listingId: String((body as { listingId?: unknown }).listingId) }];
    },
  },
  { method: "PATCH", path: /^\/installations\/(\w+)$/, tell: (_answer, [id = ""]) => [{ type: "configured", installationId: id }] },
  {
    method: "POST",
    path: /^\/installations\/(\w+)\/uninstall$/,
    tell: (_answer, [id = ""]) => [{ type: "uninstalled", installationId: id }],
  },
  { method: "POST", path: /^\/(?:installations\/\w+\/runs|runs\/\w+\/rerun)$/, tell: (answer) => noteBegun(answer as RunStarted) },
  { method: "GET", path: /^\/runs\/\w+$/, tell: (answer) => tellRun(answer as Run) },
];

function noteBegun({ runId }: RunStarted): EmbedEvent[] {
  followed.set(runId, "begun");
  return [];
}

function tellRun(run: Run): EmbedEvent[] {
  if (run.kind !== "work") return [];
  const ended = run.state === "succeeded" || run.state === "failed" || run.state === "cancelled";
  const known = followed.get(run.id);
  if (ended && known === undefined) return [];
  const ids = { runId: run.id, installationId: run.installation.id };
  const started: EmbedEvent[] = known === "told" ? [] : [{ type: "run-started", ...ids }];
  followed.set(run.id, "told");
  if (!ended) return started;
  followed.delete(run.id);
  if (run.state === "failed") return [...started, { type: "run-failed", ...ids, failure: run.failureClass }];
  return run.state === "succeeded" ? [...started, { type: "run-succeeded", ...ids }] : started;
}

/** Tells the host's page what an answer of the API means for it, where it means something. */
export function tellAnswer(method: Method, path: string, answer: unknown, body?: unknown): void {
  const below = /^\/v1\/customers\/\w+(\/.*)$/.exec(path)?.[1];
  if (below === undefined) return;
  for (const one of watched) {
    const ids = one.method === method ? one.path.exec(below) : null;
    if (ids) for (const event of one.tell(answer, ids.slice(1), body)) tellEvent(event);
  }
}
