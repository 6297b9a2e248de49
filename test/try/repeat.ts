import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { BuildPage, InstallationChanged } from "@stoa/contract";
import { ApiError } from "@stoa/sdk";
import { type BringOptions, push } from "./bring-listing.ts";
import type { People } from "./people.ts";
import { textOf, type Tried, type TriedCase } from "./run-case.ts";

/** Does again what was done: the same commit pushed makes no second build, and the same operation changes nothing more. Never rejects. */
export async function repeat(
  options: BringOptions & { report(row: Tried): void },
  id: string,
  tried: TriedCase | undefined,
): Promise<void> {
  if (!tried?.brought || tried.installationId === undefined) return;
  const start = performance.now();
  const row = { program: id, run: "push and pause once more", verdict: "same", failureClass: "", sentence: "" };
  try {
    await pushAgain(options, id, tried.brought.build.integrationId);
    await pauseTwice(options.people, tried.installationId);
    options.report({ ...row, ms: performance.now() - start });
  } catch (error) {
    options.report({ ...row, verdict: "-", ms: performance.now() - start, wrong: textOf(error) });
  }
}

async function pushAgain(options: BringOptions, slug: string, integrationId: string): Promise<void> {
  const { client, base } = options.people.publisher;
  const count = async (): Promise<number> => (await client.get<BuildPage>(`${base}/integrations/${integrationId}/builds`)).items.length;
  const before = await count();
  await push(options, join(options.work, slug), slug);
  if ((await count()) !== before) throw new Error("the same commit was built twice");
}

/** The same operation with the same body has the same answer; with another body it is refused. */
async function pauseTwice({ customer }: People, installationId: string): Promise<void> {
  const path = `${customer.base}/installations/${installationId}`;
  const operationId = randomUUID();
  const first = await customer.client.send<InstallationChanged>("POST", `${path}/pause`, { operationId });
  const second = await customer.client.send<InstallationChanged>("POST", `${path}/pause`, { operationId });
  if (first.state !== "paused" || second.state !== "paused") throw new Error(`paused twice: ${first.state}, then ${second.state}`);
  const other = await customer.client.send("PATCH", path, { operationId, name: "Other" }).catch((error: unknown) => error);
  if (!(other instanceof ApiError) || other.status !== 409) throw new Error("the same operation with another body was not refused");
  await customer.client.send("POST", `${path}/resume`, { operationId: randomUUID() });
}
