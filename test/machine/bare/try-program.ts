import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConsentView, InstallationChanged, LogPage, RunStarted, RunView } from "@stoa/contract";
import { startHost } from "../../../examples/host/start-host.ts";
import { bringListing } from "../../try/bring-listing.ts";
import { bringPeople, type Seat } from "../../try/people.ts";

const folder = join(import.meta.dirname, "../fixtures/counting");
const patience = 120_000;

/** A publisher pushes a program, a customer installs and runs it. @returns what was not as it must be */
export async function tryProgram(url: string, operatorCode: string): Promise<string[]> {
  const work = mkdtempSync(join(tmpdir(), "stoa-bare-program-"));
  const product = await startHost({ dataFolder: join(work, "product") });
  try {
    product.connect({ stoaUrl: url });
    const people = await bringPeople(url, operatorCode, product);
    const stage = { config: {}, secrets: {}, hosts: [], runs: [], stop: async () => {} };
    const one = { id: "counting", folder, about: "Counts its runs", open: () => Promise.resolve(stage) };
    const { listing } = await bringListing({ url, people, work, progress: () => undefined }, one, stage);
    return await installAndRun(people.customer, listing.id);
  } catch (error) {
    return [`a program did not go the whole way: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await product.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

async function installAndRun({ client, base }: Seat, listingId: string): Promise<string[]> {
  const { consent } = await client.get<ConsentView>(`${base}/listings/${listingId}/consent`);
  const config = { label: "bare", key: "seventeen letters" };
  const body = { operationId: randomUUID(), listingId, consent, config, schedule: null };
  const { installationId } = await client.send<InstallationChanged>("POST", `${base}/installations`, body);
  const { runId } = await client.send<RunStarted>("POST", `${base}/installations/${installationId}/runs`, {});
  const end = performance.now() + patience;
  let run = await client.get<RunView>(`${base}/runs/${runId}`);
  for (; run.verdict === null && performance.now() < end; run = await client.get<RunView>(`${base}/runs/${runId}`)) await sleep(200);
  const { lines } = await client.get<LogPage>(`${base}/runs/${runId}/log`);
  const wrote = lines.some(({ text }) => text === "run 1 of bare, with a key of 17 characters");
  return run.verdict?.outcome === "succeeded" && wrote ? [] : [`a run ended as ${JSON.stringify(run.verdict)}: ${JSON.stringify(lines)}`];
}
