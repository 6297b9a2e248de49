import { failureTable, type Verdict } from "@stoa/contract";
import { AccountUnavailable, type RunAccount } from "../../connections/index.ts";
import type { Hydrated } from "./hydrate-runs.ts";
import type { RunnerDeps } from "./runner-deps.ts";

/** An attempt's accounts at providers, by the manifest's name. */
export type LinkedAccounts = ReadonlyMap<string, RunAccount>;

/**
 * Reads an attempt's accounts just before its process starts, tokens fetched anew where that is due. @returns them, or why the attempt does not begin
 */
export async function linkAccounts(deps: Pick<RunnerDeps, "openAccount">, hydrated: Hydrated): Promise<LinkedAccounts | Verdict> {
  const needs = hydrated.release.manifest.connections.filter(({ provider }) => provider !== undefined);
  const linked = new Map<string, RunAccount>();
  for (const need of needs) {
    const connectionId = hydrated.accounts.get(need.name);
    if (connectionId === undefined) {
      if (need.optional ?? false) continue;
      return failed("credentials", `${need.title} is not connected yet; connect an account on the installation's page.`);
    }
    try {
      if (!deps.openAccount) throw new AccountUnavailable("later", "This runner cannot use connections.");
      linked.set(need.name, await deps.openAccount({ connectionId, need }));
    } catch (error) {
      if (!(error instanceof AccountUnavailable)) throw error;
      return failed(error.kind === "lost" ? "credentials" : "upstream", error.message);
    }
  }
  return linked;
}

function failed(failureClass: "credentials" | "upstream", sentence: string): Verdict {
  const { owner } = failureTable[failureClass];
  return { outcome: "failed", failureClass, rule: "connection", evidence: null, owner, sentence };
}
